namespace RtcPeer.Peer.Trust;

/// <summary>What has to be known of the other end before anything is said to it.</summary>
/// <param name="Secret">The secret that it has to know; null for none.</param>
/// <param name="Verifier">Who compares the number that both ends show; null for nobody.</param>
internal sealed record TrustSettings(SharedSecret? Secret, IVerifier? Verifier)
{
    /// <summary>Whoever is in the room will do.</summary>
    public static TrustSettings None { get; } = new(null, null);

    public TrustDemand Demand => (Secret, Verifier) switch
    {
        (not null, _) => TrustDemand.Secret,
        (_, not null) => TrustDemand.Compare,
        _ => TrustDemand.None,
    };
}

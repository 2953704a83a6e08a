namespace RtcPeer.Peer.Trust;

/// <summary>The names of demands in signalling.</summary>
internal static class TrustDemands
{
    public static string NameOf(TrustDemand demand) => demand switch
    {
        TrustDemand.Secret => "secret",
        TrustDemand.Compare => "compare",
        _ => "none",
    };

    /// <summary>The demand of a name; null where it has none that is known here.</summary>
    public static TrustDemand? Find(string? name) => name switch
    {
        "secret" => TrustDemand.Secret,
        "compare" => TrustDemand.Compare,
        "none" => TrustDemand.None,
        _ => null,
    };
}

using System.Security.Cryptography.X509Certificates;

namespace RtcPeer.Peer.Signalling;

/// <summary>What it takes to be let in by the relay, and to believe that it is the one.</summary>
/// <param name="Authorities">Who must have signed the relay's certificate; null for those that the system trusts.</param>
/// <param name="Token">What the relay asks for; null where it asks for nothing. A secret.</param>
internal sealed record RelayAccess(X509Certificate2Collection? Authorities, string? Token)
{
    public static RelayAccess Open { get; } = new(null, null);

    /// <summary>Without the token.</summary>
    public override string ToString() => nameof(RelayAccess);
}

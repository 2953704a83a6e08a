using System.Text;

namespace RtcPeer.Peer.Trust;

/// <summary>
/// What both ends of a connection must have in common, or somebody stands between them: who called whom, and the
/// certificates that DTLS has seen (SHA-256, as in <c>a=fingerprint</c>).
/// </summary>
/// <param name="IsCaller">Which of the two this end is.</param>
/// <param name="Caller">The caller's name in the room.</param>
/// <param name="Callee">The callee's name in the room.</param>
/// <param name="CallerFingerprint">Of the caller's certificate.</param>
/// <param name="CalleeFingerprint">Of the callee's certificate.</param>
internal sealed record TrustContext(
    bool IsCaller, string Caller, string Callee, string CallerFingerprint, string CalleeFingerprint)
{
    /// <summary>The certificates under the name and version of what is done with them.</summary>
    public byte[] Bind(string protocol) => Encoding.UTF8.GetBytes($"{protocol}\n{CallerFingerprint}\n{CalleeFingerprint}\n");
}

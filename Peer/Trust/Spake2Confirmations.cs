using System.Security.Cryptography;

namespace RtcPeer.Peer.Trust;

/// <summary>What a run of SPAKE2 has led to: a MAC of each end over all that was said, by the key that both should have.</summary>
/// <param name="own">What this end sends.</param>
/// <param name="expected">What the other end sends if it has the same key.</param>
internal sealed class Spake2Confirmations(byte[] own, byte[] expected)
{
    public byte[] Own => own;

    /// <summary>Whether the other end has the same key.</summary>
    public bool IsExpected(ReadOnlySpan<byte> confirmation) => CryptographicOperations.FixedTimeEquals(expected, confirmation);
}

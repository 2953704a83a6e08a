using System.Security.Cryptography;
using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// Finished (RFC 5246 section 7.4.9): proves that both ends saw the same handshake and derived the same keys.
/// </summary>
internal readonly ref struct Finished
{
    private ReadOnlySpan<byte> VerifyData { get; init; }

    public static bool TryRead(ReadOnlySpan<byte> body, out Finished finished)
    {
        finished = new() { VerifyData = body };
        return body.Length == KeySchedule.VerifyDataLength;
    }

    public bool Proves(ReadOnlySpan<byte> expected) => CryptographicOperations.FixedTimeEquals(VerifyData, expected);
}

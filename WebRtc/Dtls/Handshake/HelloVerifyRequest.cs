using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// HelloVerifyRequest (RFC 6347 section 4.2.1): the server wants its cookie back before it keeps any state.
/// </summary>
internal readonly ref struct HelloVerifyRequest
{
    public ReadOnlySpan<byte> Cookie { get; private init; }

    public static bool TryRead(ReadOnlySpan<byte> body, out HelloVerifyRequest request)
    {
        request = default;
        var reader = new ByteReader(body);
        // Its version is DTLS 1.0 or 1.2, whichever the server likes: nothing follows from it (RFC 6347 section 4.2.1).
        if (!reader.TryReadUInt16(out _) || !reader.TryReadVector8(out var cookie) || !reader.IsAtEnd) return false;
        request = new() { Cookie = cookie };
        return true;
    }
}

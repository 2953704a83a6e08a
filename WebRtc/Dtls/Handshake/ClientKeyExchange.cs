using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>ClientKeyExchange of the ECDHE suites (RFC 8422 section 5.7): the client's point.</summary>
internal readonly ref struct ClientKeyExchange
{
    public ReadOnlySpan<byte> Point { get; private init; }

    public static bool TryRead(ReadOnlySpan<byte> body, out ClientKeyExchange exchange)
    {
        exchange = default;
        var reader = new ByteReader(body);
        if (!reader.TryReadVector8(out var point) || !reader.IsAtEnd) return false;
        exchange = new() { Point = point };
        return true;
    }

    public static void Write(ref ByteWriter writer, scoped ReadOnlySpan<byte> point) => writer.WriteVector8(point);
}

using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// ServerKeyExchange of the ECDHE suites (RFC 8422 section 5.4): the server's point, signed together with both randoms.
/// </summary>
internal readonly ref struct ServerKeyExchange
{
    private const byte NamedCurve = 3;

    public NamedGroup Group { get; private init; }

    public ReadOnlySpan<byte> Point { get; private init; }

    /// <summary>The part of the message that the signature covers.</summary>
    public ReadOnlySpan<byte> Parameters { get; private init; }

    public SignatureScheme Scheme { get; private init; }

    public ReadOnlySpan<byte> Signature { get; private init; }

    public static bool TryRead(ReadOnlySpan<byte> body, out ServerKeyExchange exchange)
    {
        exchange = default;
        var reader = new ByteReader(body);
        if (!reader.TryReadByte(out var curveType) || curveType != NamedCurve || !reader.TryReadUInt16(out var group)
            || !reader.TryReadVector8(out var point))
        {
            return false;
        }
        var parameters = body[..^reader.Remaining];
        if (!reader.TryReadUInt16(out var scheme) || !reader.TryReadVector16(out var signature) || !reader.IsAtEnd)
        {
            return false;
        }
        exchange = new()
        {
            Group = (NamedGroup)group,
            Point = point,
            Parameters = parameters,
            Scheme = (SignatureScheme)scheme,
            Signature = signature,
        };
        return true;
    }

    /// <summary>What the signature is made over: both randoms, then the parameters.</summary>
    public static byte[] SignedContent(
        ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom, ReadOnlySpan<byte> parameters) =>
        [.. clientRandom, .. serverRandom, .. parameters];

    /// <summary>Writes the parameters; <see cref="WriteSignature"/> follows.</summary>
    public static void WriteParameters(ref ByteWriter writer, EphemeralKey key)
    {
        writer.WriteByte(NamedCurve);
        writer.WriteUInt16((ushort)key.Group);
        writer.WriteVector8(key.PublicPoint);
    }

    public static void WriteSignature(ref ByteWriter writer, SignatureScheme scheme, scoped ReadOnlySpan<byte> signature)
    {
        writer.WriteUInt16((ushort)scheme);
        writer.WriteVector16(signature);
    }
}

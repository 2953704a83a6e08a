using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// CertificateVerify (RFC 5246 section 7.4.8): the client's signature over the whole handshake so far.
/// </summary>
internal readonly ref struct CertificateVerify
{
    public SignatureScheme Scheme { get; private init; }

    public ReadOnlySpan<byte> Signature { get; private init; }

    public static bool TryRead(ReadOnlySpan<byte> body, out CertificateVerify verify)
    {
        verify = default;
        var reader = new ByteReader(body);
        if (!reader.TryReadUInt16(out var scheme) || !reader.TryReadVector16(out var signature) || !reader.IsAtEnd)
        {
            return false;
        }
        verify = new() { Scheme = (SignatureScheme)scheme, Signature = signature };
        return true;
    }

    public static void Write(ref ByteWriter writer, SignatureScheme scheme, scoped ReadOnlySpan<byte> signature)
    {
        writer.WriteUInt16((ushort)scheme);
        writer.WriteVector16(signature);
    }
}

using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>CertificateRequest (RFC 5246 section 7.4.4): the server wants to know the client too.</summary>
internal readonly ref struct CertificateRequest
{
    private const byte RsaSign = 1;
    private const byte EcdsaSign = 64;

    /// <summary>The 16-bit numbers of the signature schemes that the server verifies.</summary>
    public ReadOnlySpan<byte> SignatureAlgorithms { get; private init; }

    public static bool TryRead(ReadOnlySpan<byte> body, out CertificateRequest request)
    {
        request = default;
        var reader = new ByteReader(body);
        if (!reader.TryReadVector8(out _) || !reader.TryReadNumbers16(out var algorithms)
            || !reader.TryReadVector16(out _) || !reader.IsAtEnd)
        {
            return false;
        }
        request = new() { SignatureAlgorithms = algorithms };
        return true;
    }

    public static void Write(ref ByteWriter writer)
    {
        writer.WriteVector8([EcdsaSign, RsaSign]);
        var algorithms = writer.BeginVector16();
        foreach (var scheme in SignatureSchemes.Supported) writer.WriteUInt16((ushort)scheme);
        writer.EndVector16(algorithms);
        // No names of authorities: every certificate is self-signed.
        writer.WriteVector16([]);
    }
}

using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>Certificate (RFC 5246 section 7.4.2): a chain, of which WebRTC looks at the first alone.</summary>
internal readonly ref struct CertificateMessage
{
    /// <summary>The bytes by which the message is longer than the certificate in it.</summary>
    private const int Overhead = 6;

    /// <summary>The DER certificate of the sender; empty if it has none.</summary>
    public ReadOnlySpan<byte> Leaf { get; private init; }

    public static bool TryRead(ReadOnlySpan<byte> body, out CertificateMessage message)
    {
        message = default;
        var reader = new ByteReader(body);
        if (!reader.TryReadVector24(out var chain) || !reader.IsAtEnd) return false;
        var leaf = ReadOnlySpan<byte>.Empty;
        var certificates = new ByteReader(chain);
        while (!certificates.IsAtEnd)
        {
            if (!certificates.TryReadVector24(out var certificate) || certificate.IsEmpty) return false;
            if (leaf.IsEmpty) leaf = certificate;
        }
        message = new() { Leaf = leaf };
        return true;
    }

    public static int LengthOf(ReadOnlySpan<byte> certificate) => certificate.Length + Overhead;

    public static void Write(ref ByteWriter writer, scoped ReadOnlySpan<byte> certificate)
    {
        writer.WriteUInt24(certificate.Length + 3);
        writer.WriteUInt24(certificate.Length);
        writer.WriteBytes(certificate);
    }
}

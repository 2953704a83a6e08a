using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>ServerHello (RFC 5246 section 7.4.1.3): a view over the message.</summary>
internal readonly ref struct ServerHello
{
    private const byte NullCompression = 0;
    private const byte UncompressedPoints = 0;

    public ushort Version { get; private init; }

    public ReadOnlySpan<byte> Random { get; private init; }

    public ushort CipherSuite { get; private init; }

    public byte CompressionMethod { get; private init; }

    public HelloExtensions Extensions { get; private init; }

    public bool ChoseNoCompression => CompressionMethod == NullCompression;

    public static bool TryRead(ReadOnlySpan<byte> body, out ServerHello hello)
    {
        hello = default;
        var reader = new ByteReader(body);
        if (!reader.TryReadUInt16(out var version) || !reader.TryReadBytes(KeySchedule.RandomLength, out var random)
            || !reader.TryReadVector8(out _) || !reader.TryReadUInt16(out var suite)
            || !reader.TryReadByte(out var compression)
            || !HelloExtensions.TryRead(ref reader, fromServer: true, out var extensions))
        {
            return false;
        }
        hello = new()
        {
            Version = version,
            Random = random,
            CipherSuite = suite,
            CompressionMethod = compression,
            Extensions = extensions,
        };
        return true;
    }

    /// <summary>Answers the client's offer; only extensions that it has offered may be answered.</summary>
    public static void Write(
        ref ByteWriter writer, scoped ReadOnlySpan<byte> random, CipherSuite suite, in ClientHello offer)
    {
        writer.WriteUInt16(DtlsVersion.Dtls12);
        writer.WriteBytes(random);
        // No session id: sessions are not resumed.
        writer.WriteVector8([]);
        writer.WriteUInt16(suite.Id);
        writer.WriteByte(NullCompression);

        var extensions = writer.BeginVector16();
        if (offer.KnowsSecureRenegotiation)
        {
            writer.WriteUInt16((ushort)ExtensionType.RenegotiationInfo);
            writer.WriteVector16([0]);
        }
        if (offer.Extensions.HasExtendedMasterSecret)
        {
            writer.WriteUInt16((ushort)ExtensionType.ExtendedMasterSecret);
            writer.WriteVector16([]);
        }
        if (offer.Extensions.HasPointFormats)
        {
            writer.WriteUInt16((ushort)ExtensionType.EcPointFormats);
            writer.WriteVector16([1, UncompressedPoints]);
        }
        if (SrtpProfiles.Choose(offer.Extensions.SrtpProfiles) is { } profile)
        {
            writer.WriteUInt16((ushort)ExtensionType.UseSrtp);
            writer.WriteVector16([0, sizeof(ushort), (byte)(profile >> 8), (byte)profile, 0]);
        }
        writer.EndVector16(extensions);
    }
}

using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>ClientHello (RFC 5246 section 7.4.1.2, RFC 6347 section 4.2.1): a view over the message.</summary>
internal readonly ref struct ClientHello
{
    /// <summary>
    /// TLS_EMPTY_RENEGOTIATION_INFO_SCSV: says as a suite what an empty renegotiation_info says (RFC 5746).
    /// </summary>
    public const ushort RenegotiationScsv = 0x00FF;

    private const byte NullCompression = 0;
    private const byte UncompressedPoints = 0;

    public ushort Version { get; private init; }

    public ReadOnlySpan<byte> Random { get; private init; }

    public ReadOnlySpan<byte> SessionId { get; private init; }

    public ReadOnlySpan<byte> Cookie { get; private init; }

    public ReadOnlySpan<byte> CipherSuites { get; private init; }

    public ReadOnlySpan<byte> CompressionMethods { get; private init; }

    public HelloExtensions Extensions { get; private init; }

    public bool OffersNoCompression => CompressionMethods.Contains(NullCompression);

    /// <summary>A client that lists point formats at all must list this one (RFC 8422 section 5.1.2).</summary>
    public bool OffersUncompressedPoints =>
        !Extensions.HasPointFormats || Extensions.PointFormats.Contains(UncompressedPoints);

    public bool KnowsSecureRenegotiation =>
        Extensions.HasRenegotiationInfo || CipherSuites.ContainsUInt16(RenegotiationScsv);

    public static bool TryRead(ReadOnlySpan<byte> body, out ClientHello hello)
    {
        hello = default;
        var reader = new ByteReader(body);
        if (!reader.TryReadUInt16(out var version) || !reader.TryReadBytes(KeySchedule.RandomLength, out var random)
            || !reader.TryReadVector8(out var sessionId) || !reader.TryReadVector8(out var cookie)
            || !reader.TryReadNumbers16(out var suites) || !reader.TryReadVector8(out var compressions)
            || !HelloExtensions.TryRead(ref reader, fromServer: false, out var extensions))
        {
            return false;
        }
        hello = new()
        {
            Version = version,
            Random = random,
            SessionId = sessionId,
            Cookie = cookie,
            CipherSuites = suites,
            CompressionMethods = compressions,
            Extensions = extensions,
        };
        return true;
    }

    public static void Write(
        ref ByteWriter writer, scoped ReadOnlySpan<byte> random, scoped ReadOnlySpan<byte> cookie, DtlsOptions options)
    {
        writer.WriteUInt16(DtlsVersion.Dtls12);
        writer.WriteBytes(random);
        writer.WriteVector8([]);
        writer.WriteVector8(cookie);

        var suites = writer.BeginVector16();
        foreach (var suite in options.CipherSuites) writer.WriteUInt16(suite.Id);
        writer.EndVector16(suites);
        writer.WriteVector8([NullCompression]);

        var extensions = writer.BeginVector16();
        WriteExtensions(ref writer, options);
        writer.EndVector16(extensions);
    }

    private static void WriteExtensions(ref ByteWriter writer, DtlsOptions options)
    {
        writer.WriteUInt16((ushort)ExtensionType.RenegotiationInfo);
        writer.WriteVector16([0]);
        writer.WriteUInt16((ushort)ExtensionType.ExtendedMasterSecret);
        writer.WriteVector16([]);

        writer.WriteUInt16((ushort)ExtensionType.SupportedGroups);
        var extension = writer.BeginVector16();
        var list = writer.BeginVector16();
        foreach (var group in options.Groups) writer.WriteUInt16((ushort)group);
        writer.EndVector16(list);
        writer.EndVector16(extension);

        writer.WriteUInt16((ushort)ExtensionType.EcPointFormats);
        writer.WriteVector16([1, UncompressedPoints]);

        writer.WriteUInt16((ushort)ExtensionType.SignatureAlgorithms);
        extension = writer.BeginVector16();
        list = writer.BeginVector16();
        foreach (var scheme in SignatureSchemes.Supported) writer.WriteUInt16((ushort)scheme);
        writer.EndVector16(list);
        writer.EndVector16(extension);

        writer.WriteUInt16((ushort)ExtensionType.UseSrtp);
        extension = writer.BeginVector16();
        list = writer.BeginVector16();
        foreach (var profile in SrtpProfiles.Known) writer.WriteUInt16(profile);
        writer.EndVector16(list);
        writer.WriteVector8([]);
        writer.EndVector16(extension);
    }
}

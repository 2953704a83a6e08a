using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The parameters of an INIT or INIT ACK that concern us, once all of them have been walked.</summary>
internal readonly ref struct InitParameters
{
    /// <summary>What an INIT ACK repeats at most of the parameters that we do not know, in bytes.</summary>
    private const int MaxReport = 256;

    /// <summary>Error detection method 1 of RFC 9653: SCTP over DTLS.</summary>
    private const uint DtlsErrorDetection = 1;

    /// <summary>What the end announces, whether or not we can do it.</summary>
    public PeerFeatures Features { get; private init; }

    /// <summary>State Cookie of an INIT ACK; empty if there is none.</summary>
    public ReadOnlySpan<byte> Cookie { get; private init; }

    /// <summary>The unknown parameters that want to be reported, from the first of them on: still to be filtered.</summary>
    private ReadOnlySpan<byte> All { get; init; }

    public static bool TryRead(ReadOnlySpan<byte> parameters, out InitParameters result)
    {
        var features = PeerFeatures.None;
        ReadOnlySpan<byte> cookie = default;
        var reader = new ParameterReader(parameters);
        while (reader.TryRead(out var parameter))
        {
            switch ((ParameterType)parameter.Type)
            {
                case ParameterType.StateCookie:
                    cookie = parameter.Value;
                    break;
                case ParameterType.ForwardTsnSupported:
                    features |= PeerFeatures.ForwardTsn;
                    break;
                case ParameterType.SupportedExtensions:
                    features |= FeaturesOf(parameter.Value);
                    break;
                case ParameterType.ZeroChecksumAcceptable:
                    if (new ByteReader(parameter.Value).TryReadUInt32(out var method) && method == DtlsErrorDetection)
                        features |= PeerFeatures.ZeroChecksum;
                    break;
                default:
                    if (!IsKnown(parameter.Type) && UnknownAction.OfParameter(parameter.Type).Stops) goto stopped;
                    break;
            }
        }
    stopped:
        result = new()
        {
            Features = features,
            Cookie = cookie,
            All = parameters,
        };
        return !reader.IsMalformed;
    }

    /// <summary>Announces what we can do.</summary>
    public static void WriteSupported(ref ByteWriter writer, PeerFeatures features)
    {
        if ((features & PeerFeatures.ZeroChecksum) != 0)
        {
            var method = writer.BeginParameter((ushort)ParameterType.ZeroChecksumAcceptable);
            writer.WriteUInt32(DtlsErrorDetection);
            writer.EndParameter(method);
        }
        if ((features & PeerFeatures.Basic) == 0) return;
        writer.EndParameter(writer.BeginParameter((ushort)ParameterType.ForwardTsnSupported));
        var start = writer.BeginParameter((ushort)ParameterType.SupportedExtensions);
        writer.WriteByte((byte)ChunkType.ReConfig);
        writer.WriteByte((byte)ChunkType.ForwardTsn);
        if ((features & PeerFeatures.Interleaving) != 0)
        {
            writer.WriteByte((byte)ChunkType.InterleavedData);
            writer.WriteByte((byte)ChunkType.InterleavedForwardTsn);
        }
        writer.EndParameter(start);
    }

    public static void WriteCookie(ref ByteWriter writer, scoped ReadOnlySpan<byte> cookie)
    {
        var start = writer.BeginParameter((ushort)ParameterType.StateCookie);
        writer.WriteBytes(cookie);
        writer.EndParameter(start);
    }

    /// <summary>Repeats the unknown parameters that ask for it (RFC 9260 section 3.2.1), as far as a bound allows.</summary>
    public void WriteUnrecognized(ref ByteWriter writer)
    {
        var limit = writer.Length + MaxReport;
        var reader = new ParameterReader(All);
        while (reader.TryRead(out var parameter))
        {
            if (IsKnown(parameter.Type)) continue;
            var action = UnknownAction.OfParameter(parameter.Type);
            var size = Chunk.HeaderSize + Chunk.Pad(parameter.Whole.Length);
            if (action.Reports && writer.Length + size <= limit && size <= writer.Free)
            {
                var start = writer.BeginParameter((ushort)ParameterType.UnrecognizedParameter);
                writer.WriteBytes(parameter.Whole);
                writer.EndParameter(start);
            }
            if (action.Stops) return;
        }
    }

    /// <summary>Who interleaves and abandons must know I-FORWARD-TSN, as FORWARD TSN is not used then (RFC 8260 section 2.3.1).</summary>
    private static PeerFeatures FeaturesOf(ReadOnlySpan<byte> chunkTypes)
    {
        var features = PeerFeatures.None;
        if (chunkTypes.Contains((byte)ChunkType.ForwardTsn)) features |= PeerFeatures.ForwardTsn;
        if (chunkTypes.Contains((byte)ChunkType.ReConfig)) features |= PeerFeatures.ReConfig;
        if (chunkTypes.Contains((byte)ChunkType.InterleavedData) && chunkTypes.Contains((byte)ChunkType.InterleavedForwardTsn))
            features |= PeerFeatures.Interleaving;
        return features;
    }

    private static bool IsKnown(ushort type) => (ParameterType)type is
        ParameterType.IPv4Address or ParameterType.IPv6Address or ParameterType.StateCookie or
        ParameterType.UnrecognizedParameter or ParameterType.CookiePreservative or
        ParameterType.SupportedAddressTypes or ParameterType.ZeroChecksumAcceptable or
        ParameterType.SupportedExtensions or ParameterType.ForwardTsnSupported;
}

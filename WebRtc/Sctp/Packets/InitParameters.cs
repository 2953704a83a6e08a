using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The parameters of an INIT or INIT ACK that concern us, once all of them have been walked.</summary>
internal readonly ref struct InitParameters
{
    /// <summary>What an INIT ACK repeats at most of the parameters that we do not know, in bytes.</summary>
    private const int MaxReport = 256;

    public bool SupportsForwardTsn { get; private init; }

    public bool SupportsReConfig { get; private init; }

    /// <summary>State Cookie of an INIT ACK; empty if there is none.</summary>
    public ReadOnlySpan<byte> Cookie { get; private init; }

    /// <summary>The unknown parameters that want to be reported, from the first of them on: still to be filtered.</summary>
    private ReadOnlySpan<byte> All { get; init; }

    public static bool TryRead(ReadOnlySpan<byte> parameters, out InitParameters result)
    {
        var forwardTsn = false;
        var reConfig = false;
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
                    forwardTsn = true;
                    break;
                case ParameterType.SupportedExtensions:
                    forwardTsn |= parameter.Value.Contains((byte)ChunkType.ForwardTsn);
                    reConfig |= parameter.Value.Contains((byte)ChunkType.ReConfig);
                    break;
                default:
                    if (!IsKnown(parameter.Type) && UnknownAction.OfParameter(parameter.Type).Stops) goto stopped;
                    break;
            }
        }
    stopped:
        result = new()
        {
            SupportsForwardTsn = forwardTsn,
            SupportsReConfig = reConfig,
            Cookie = cookie,
            All = parameters,
        };
        return !reader.IsMalformed;
    }

    /// <summary>What we can do: FORWARD TSN and RE-CONFIG.</summary>
    public static void WriteSupported(ref ByteWriter writer)
    {
        writer.EndParameter(writer.BeginParameter((ushort)ParameterType.ForwardTsnSupported));
        var start = writer.BeginParameter((ushort)ParameterType.SupportedExtensions);
        writer.WriteByte((byte)ChunkType.ReConfig);
        writer.WriteByte((byte)ChunkType.ForwardTsn);
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

    private static bool IsKnown(ushort type) => (ParameterType)type is
        ParameterType.IPv4Address or ParameterType.IPv6Address or ParameterType.StateCookie or
        ParameterType.UnrecognizedParameter or ParameterType.CookiePreservative or
        ParameterType.SupportedAddressTypes or ParameterType.SupportedExtensions or ParameterType.ForwardTsnSupported;
}

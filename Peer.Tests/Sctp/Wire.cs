using System.Globalization;
using System.Text;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>Packets made by hand, and packets in words.</summary>
internal static class Wire
{
    internal delegate void Chunks(ref ByteWriter writer);

    public static byte[] Packet(uint tag, Chunks chunks)
    {
        var buffer = new byte[65_536];
        var writer = new ByteWriter(buffer);
        writer.WriteZeros(PacketHeader.Size);
        chunks(ref writer);
        new PacketHeader(5000, 5000, tag).Seal(writer.Written);
        return writer.Written.ToArray();
    }

    /// <summary>The chunks of one packet, without the header, from hex.</summary>
    public static byte[] Packet(uint tag, string hex) =>
        Packet(tag, (ref ByteWriter writer) => writer.WriteBytes(Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal))));

    /// <summary>What a writer writes, as hex.</summary>
    public static string Hex(Chunks chunks)
    {
        var writer = new ByteWriter(new byte[2048]);
        chunks(ref writer);
        return Convert.ToHexString(writer.Written);
    }

    public static Chunk OnlyChunk(string hex)
    {
        var reader = new ChunkReader(Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal)));
        return reader.TryRead(out var chunk) ? chunk : throw new FormatException("no chunk");
    }

    public static bool HasChunk(ReadOnlySpan<byte> packet, ChunkType type)
    {
        var reader = new ChunkReader(packet[PacketHeader.Size..]);
        while (reader.TryRead(out var chunk))
        {
            if (chunk.Type == type) return true;
        }
        return false;
    }

    /// <summary>A line for a ladder: "COOKIE ACK, SACK 2 [4-5]". TSNs are relative to the given ones.</summary>
    /// <param name="packet">A whole packet with a right checksum, or none.</param>
    /// <param name="dataBase">The first TSN of the end that sent the packet.</param>
    /// <param name="sackBase">The first TSN of the other end.</param>
    public static string Describe(ReadOnlySpan<byte> packet, Tsn dataBase = default, Tsn sackBase = default)
    {
        if (!PacketHeader.TryRead(packet, out _, acceptsZero: true)) return "bad packet";
        var text = new List<string>();
        var reader = new ChunkReader(packet[PacketHeader.Size..]);
        while (reader.TryRead(out var chunk)) text.Add(Describe(chunk, dataBase, sackBase));
        if (reader.IsMalformed) text.Add("malformed");
        return string.Join(", ", text);
    }

    private static string Describe(Chunk chunk, Tsn dataBase, Tsn sackBase)
    {
        switch (chunk.Type)
        {
            case ChunkType.Data or ChunkType.InterleavedData when DataChunk.TryRead(chunk, out var data):
                var flags = data.Flags == DataFlags.None ? "M" : data.Flags.ToString()
                    .Replace("Beginning", "B", StringComparison.Ordinal).Replace("End", "E", StringComparison.Ordinal)
                    .Replace("Whole", "BE", StringComparison.Ordinal).Replace("Unordered", "U", StringComparison.Ordinal)
                    .Replace("Immediate", "I", StringComparison.Ordinal).Replace(", ", string.Empty, StringComparison.Ordinal);
                var (name, fsn) = data.Format == DataFormat.Plain
                    ? ("DATA", string.Empty)
                    : ("I-DATA", string.Create(CultureInfo.InvariantCulture, $".{data.Fsn}"));
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} {data.Tsn - dataBase} {data.Stream}:{data.Mid}{fsn} {flags} {data.Payload.Length}");
            case ChunkType.Sack when SackChunk.TryRead(chunk, out var sack):
                var text = new StringBuilder($"SACK {sack.CumulativeTsnAck - sackBase}");
                for (var i = 0; i < sack.GapCount; i++)
                {
                    var (first, last) = sack.Gap(i);
                    text.Append(CultureInfo.InvariantCulture, $" [{first - sackBase}-{last - sackBase}]");
                }
                return text.ToString();
            case ChunkType.ForwardTsn or ChunkType.InterleavedForwardTsn when ForwardTsnChunk.TryRead(chunk, out var forward):
                var skipped = new StringBuilder($"{(forward.Format == DataFormat.Plain ? "FORWARD TSN" : "I-FORWARD-TSN")} {forward.NewCumulativeTsn - dataBase}");
                for (var i = 0; i < forward.Count; i++)
                {
                    var (stream, mid, isUnordered) = forward.Entry(i);
                    skipped.Append(CultureInfo.InvariantCulture, $" {stream}:{mid}{(isUnordered ? "U" : string.Empty)}");
                }
                return skipped.ToString();
            case ChunkType.ReConfig:
                return DescribeReConfig(chunk);
            case ChunkType.Error or ChunkType.Abort:
                return $"{chunk.Type.ToString().ToUpperInvariant()} {ErrorCauses.First(chunk)}";
            default:
                return Name(chunk.Type);
        }
    }

    private static string DescribeReConfig(Chunk chunk)
    {
        var text = "RE-CONFIG";
        var parameters = new ParameterReader(chunk.Value);
        while (parameters.TryRead(out var parameter))
        {
            if (ReconfigResponse.TryRead(parameter, out var response) &&
                parameter.Type == (ushort)ParameterType.ReconfigurationResponse) text += $" {response.Result}";
            else if (parameter.Type == (ushort)ParameterType.OutgoingSsnResetRequest &&
                OutgoingResetRequest.TryRead(parameter, out var request))
            {
                text += " reset";
                for (var i = 0; i < request.Count; i++) text += $" {request.Stream(i)}";
            }
        }
        return text;
    }

    private static string Name(ChunkType type) => type switch
    {
        ChunkType.Init => "INIT",
        ChunkType.InitAck => "INIT ACK",
        ChunkType.CookieEcho => "COOKIE ECHO",
        ChunkType.CookieAck => "COOKIE ACK",
        ChunkType.Shutdown => "SHUTDOWN",
        ChunkType.ShutdownAck => "SHUTDOWN ACK",
        ChunkType.ShutdownComplete => "SHUTDOWN COMPLETE",
        ChunkType.Heartbeat => "HEARTBEAT",
        ChunkType.HeartbeatAck => "HEARTBEAT ACK",
        _ => type.ToString(),
    };
}

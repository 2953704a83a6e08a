using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>
/// FORWARD TSN (RFC 3758 section 3.2) or I-FORWARD-TSN (RFC 8260 section 2.3.1): what the receiver is to wait for no
/// longer. A view, as its packet.
/// </summary>
internal readonly ref struct ForwardTsnChunk
{
    public const int FixedSize = 8;

    private const ushort Unordered = 1;

    private readonly ReadOnlySpan<byte> _entries;

    private ForwardTsnChunk(DataFormat format, Tsn newCumulativeTsn, ReadOnlySpan<byte> entries)
    {
        Format = format;
        NewCumulativeTsn = newCumulativeTsn;
        _entries = entries;
    }

    public DataFormat Format { get; }

    public Tsn NewCumulativeTsn { get; }

    /// <summary>The number of streams named, proven to be there.</summary>
    public int Count => _entries.Length / Format.ForwardEntrySize;

    public static bool TryRead(Chunk chunk, out ForwardTsnChunk forward)
    {
        forward = default;
        var value = chunk.Value;
        var format = chunk.Type == ChunkType.InterleavedForwardTsn ? DataFormat.Interleaved : DataFormat.Plain;
        const int TsnSize = FixedSize - Chunk.HeaderSize;
        if (value.Length < TsnSize || (value.Length - TsnSize) % format.ForwardEntrySize != 0) return false;
        forward = new(format, new(BinaryPrimitives.ReadUInt32BigEndian(value)), value[TsnSize..]);
        return true;
    }

    /// <summary>A stream and the highest message that was skipped on it.</summary>
    public SkippedMessage Entry(int index)
    {
        var entry = _entries[(index * Format.ForwardEntrySize)..];
        var stream = BinaryPrimitives.ReadUInt16BigEndian(entry);
        var second = BinaryPrimitives.ReadUInt16BigEndian(entry[2..]);
        return Format == DataFormat.Plain
            ? new(stream, second)
            : new(stream, BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), (second & Unordered) != 0);
    }

    public static void Write(
        ref ByteWriter writer, DataFormat format, Tsn newCumulativeTsn, scoped ReadOnlySpan<SkippedMessage> skipped)
    {
        var start = writer.BeginChunk(format.ForwardType);
        writer.WriteUInt32(newCumulativeTsn.Value);
        foreach (var (stream, mid, isUnordered) in skipped)
        {
            writer.WriteUInt16(stream);
            if (format == DataFormat.Plain) writer.WriteUInt16((ushort)mid);
            else
            {
                writer.WriteUInt16(isUnordered ? Unordered : (ushort)0);
                writer.WriteUInt32(mid);
            }
        }
        writer.EndChunk(start);
    }
}

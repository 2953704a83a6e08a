using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>FORWARD TSN (RFC 3758 section 3.2): what the receiver is to wait for no longer. A view, as its packet.</summary>
internal readonly ref struct ForwardTsnChunk
{
    public const int FixedSize = 8;
    public const int EntrySize = 4;

    private readonly ReadOnlySpan<byte> _entries;

    private ForwardTsnChunk(Tsn newCumulativeTsn, ReadOnlySpan<byte> entries)
    {
        NewCumulativeTsn = newCumulativeTsn;
        _entries = entries;
    }

    public Tsn NewCumulativeTsn { get; }

    /// <summary>The number of streams named, proven to be there.</summary>
    public int Count => _entries.Length / EntrySize;

    public static bool TryRead(Chunk chunk, out ForwardTsnChunk forward)
    {
        forward = default;
        var value = chunk.Value;
        if (value.Length < FixedSize - Chunk.HeaderSize || value.Length % EntrySize != 0) return false;
        forward = new(new(BinaryPrimitives.ReadUInt32BigEndian(value)), value[4..]);
        return true;
    }

    /// <summary>A stream and the highest sequence number that was skipped on it.</summary>
    public SkippedSsn Entry(int index)
    {
        var entry = _entries[(index * EntrySize)..];
        return new(BinaryPrimitives.ReadUInt16BigEndian(entry), BinaryPrimitives.ReadUInt16BigEndian(entry[2..]));
    }

    public static void Write(ref ByteWriter writer, Tsn newCumulativeTsn, scoped ReadOnlySpan<SkippedSsn> skipped)
    {
        var start = writer.BeginChunk(ChunkType.ForwardTsn);
        writer.WriteUInt32(newCumulativeTsn.Value);
        foreach (var (stream, ssn) in skipped)
        {
            writer.WriteUInt16(stream);
            writer.WriteUInt16(ssn);
        }
        writer.EndChunk(start);
    }
}

using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>SACK (RFC 9260 section 3.3.4): a view over the received packet, valid while that buffer is.</summary>
internal readonly ref struct SackChunk
{
    /// <summary>With its chunk header and without blocks.</summary>
    public const int FixedSize = 16;

    public const int BlockSize = 4;

    private readonly ReadOnlySpan<byte> _blocks;

    private SackChunk(Tsn cumulativeTsnAck, uint aRwnd, ReadOnlySpan<byte> blocks, bool hasDuplicates)
    {
        HasDuplicates = hasDuplicates;
        CumulativeTsnAck = cumulativeTsnAck;
        ARwnd = aRwnd;
        _blocks = blocks;
    }

    public Tsn CumulativeTsnAck { get; }

    /// <summary>Advertised receiver window credit, in bytes.</summary>
    public uint ARwnd { get; }

    /// <summary>The number of gap ack blocks, proven to be there.</summary>
    public int GapCount => _blocks.Length / BlockSize;

    /// <summary>Something was received more than once since the SACK before.</summary>
    public bool HasDuplicates { get; }

    public static bool TryRead(Chunk chunk, out SackChunk sack)
    {
        sack = default;
        var value = chunk.Value;
        if (value.Length < FixedSize - Chunk.HeaderSize) return false;
        var gaps = BinaryPrimitives.ReadUInt16BigEndian(value[8..]);
        var duplicates = BinaryPrimitives.ReadUInt16BigEndian(value[10..]);
        if (value.Length < 12 + (gaps + duplicates) * BlockSize) return false;
        sack = new(
            new(BinaryPrimitives.ReadUInt32BigEndian(value)),
            BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            value.Slice(12, gaps * BlockSize),
            duplicates > 0);
        return true;
    }

    /// <summary>The first and the last TSN of a gap ack block, which the other end has as well.</summary>
    public (Tsn First, Tsn Last) Gap(int index)
    {
        var block = _blocks[(index * BlockSize)..];
        return (CumulativeTsnAck + BinaryPrimitives.ReadUInt16BigEndian(block),
            CumulativeTsnAck + BinaryPrimitives.ReadUInt16BigEndian(block[2..]));
    }

    /// <summary>Writes a SACK with as many gap blocks and duplicates as fit; false if not even the fixed part does.</summary>
    public static bool TryWrite(
        ref ByteWriter writer,
        Tsn cumulative,
        uint aRwnd,
        scoped ReadOnlySpan<TsnRange> gaps,
        scoped ReadOnlySpan<Tsn> duplicates)
    {
        var room = (writer.Free - FixedSize) / BlockSize;
        if (writer.Free < FixedSize) return false;
        gaps = gaps[..Math.Min(gaps.Length, room)];
        duplicates = duplicates[..Math.Min(duplicates.Length, room - gaps.Length)];
        var start = writer.BeginChunk(ChunkType.Sack);
        writer.WriteUInt32(cumulative.Value);
        writer.WriteUInt32(aRwnd);
        writer.WriteUInt16((ushort)gaps.Length);
        writer.WriteUInt16((ushort)duplicates.Length);
        foreach (var gap in gaps)
        {
            writer.WriteUInt16((ushort)(gap.First - cumulative));
            writer.WriteUInt16((ushort)(gap.Last - cumulative));
        }
        foreach (var duplicate in duplicates) writer.WriteUInt32(duplicate.Value);
        writer.EndChunk(start);
        return true;
    }
}

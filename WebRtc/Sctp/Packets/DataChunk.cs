using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>
/// DATA (RFC 9260 section 3.3.1) or I-DATA (RFC 8260 section 2.1): a view, valid while the packet's buffer is.
/// </summary>
internal readonly ref struct DataChunk
{
    public DataFormat Format { get; init; }

    public DataFlags Flags { get; init; }

    public Tsn Tsn { get; init; }

    public ushort Stream { get; init; }

    /// <summary>
    /// Message Identifier of I-DATA, whose ordered and unordered messages are numbered apart; Stream Sequence Number of
    /// DATA, where it means nothing when unordered.
    /// </summary>
    public uint Mid { get; init; }

    /// <summary>Fragment Sequence Number of I-DATA: the place in the message, from 0. Always 0 in DATA.</summary>
    public uint Fsn { get; init; }

    /// <summary>Payload Protocol Identifier; I-DATA tells it with the first fragment alone.</summary>
    public uint Ppid { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public bool IsBeginning => (Flags & DataFlags.Beginning) != 0;

    public bool IsWhole => (Flags & DataFlags.Whole) == DataFlags.Whole;

    public bool IsUnordered => (Flags & DataFlags.Unordered) != 0;

    public static bool TryRead(Chunk chunk, out DataChunk data)
    {
        data = default;
        var value = chunk.Value;
        var format = chunk.Type == ChunkType.InterleavedData ? DataFormat.Interleaved : DataFormat.Plain;
        if (value.Length < format.HeaderSize - Chunk.HeaderSize) return false;
        var flags = (DataFlags)chunk.Flags;
        var last = BinaryPrimitives.ReadUInt32BigEndian(value[(format.HeaderSize - 8)..]);
        var isPpid = format == DataFormat.Plain || (flags & DataFlags.Beginning) != 0;
        data = new()
        {
            Format = format,
            Flags = flags,
            Tsn = new(BinaryPrimitives.ReadUInt32BigEndian(value)),
            Stream = BinaryPrimitives.ReadUInt16BigEndian(value[4..]),
            Mid = format == DataFormat.Plain
                ? BinaryPrimitives.ReadUInt16BigEndian(value[6..])
                : BinaryPrimitives.ReadUInt32BigEndian(value[8..]),
            Fsn = isPpid ? 0 : last,
            Ppid = isPpid ? last : 0,
            Payload = value[(format.HeaderSize - Chunk.HeaderSize)..],
        };
        return true;
    }

    public void Write(ref ByteWriter writer)
    {
        var header = writer.Take(Format.HeaderSize);
        header[0] = (byte)Format.ChunkType;
        header[1] = (byte)Flags;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(Format.HeaderSize + Payload.Length));
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Tsn.Value);
        BinaryPrimitives.WriteUInt16BigEndian(header[8..], Stream);
        if (Format == DataFormat.Plain)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[10..], IsUnordered ? (ushort)0 : (ushort)Mid);
            BinaryPrimitives.WriteUInt32BigEndian(header[12..], Ppid);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
            BinaryPrimitives.WriteUInt32BigEndian(header[12..], Mid);
            BinaryPrimitives.WriteUInt32BigEndian(header[16..], IsBeginning ? Ppid : Fsn);
        }
        writer.WriteBytes(Payload);
        writer.WriteZeros(Chunk.Pad(Payload.Length) - Payload.Length);
    }
}

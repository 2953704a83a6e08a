using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>DATA (RFC 9260 section 3.3.1): a view, valid while the packet's buffer is.</summary>
internal readonly ref struct DataChunk
{
    /// <summary>Chunk header, TSN, stream, sequence number and payload protocol identifier.</summary>
    public const int HeaderSize = 16;

    public DataFlags Flags { get; init; }

    public Tsn Tsn { get; init; }

    public ushort Stream { get; init; }

    /// <summary>Stream Sequence Number; means nothing when unordered.</summary>
    public ushort Ssn { get; init; }

    public uint Ppid { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public static bool TryRead(Chunk chunk, out DataChunk data)
    {
        data = default;
        var value = chunk.Value;
        if (value.Length < HeaderSize - Chunk.HeaderSize) return false;
        data = new()
        {
            Flags = (DataFlags)chunk.Flags,
            Tsn = new(BinaryPrimitives.ReadUInt32BigEndian(value)),
            Stream = BinaryPrimitives.ReadUInt16BigEndian(value[4..]),
            Ssn = BinaryPrimitives.ReadUInt16BigEndian(value[6..]),
            Ppid = BinaryPrimitives.ReadUInt32BigEndian(value[8..]),
            Payload = value[12..],
        };
        return true;
    }

    public void Write(ref ByteWriter writer)
    {
        var header = writer.Take(HeaderSize);
        header[0] = (byte)ChunkType.Data;
        header[1] = (byte)Flags;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(HeaderSize + Payload.Length));
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Tsn.Value);
        BinaryPrimitives.WriteUInt16BigEndian(header[8..], Stream);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Ssn);
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], Ppid);
        writer.WriteBytes(Payload);
        writer.WriteZeros(Chunk.Pad(Payload.Length) - Payload.Length);
    }
}

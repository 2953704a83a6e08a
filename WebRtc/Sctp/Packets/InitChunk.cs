using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>INIT and INIT ACK (RFC 9260 sections 3.3.2 and 3.3.3), which differ by the cookie alone.</summary>
internal readonly ref struct InitChunk
{
    private const int FixedValueSize = 16;

    public uint InitiateTag { get; init; }

    /// <summary>Advertised receiver window credit, in bytes.</summary>
    public uint ARwnd { get; init; }

    public ushort OutboundStreams { get; init; }

    public ushort InboundStreams { get; init; }

    public Tsn InitialTsn { get; init; }

    /// <summary>What follows the fixed part, not checked yet.</summary>
    public ReadOnlySpan<byte> Parameters { get; init; }

    public static bool TryRead(Chunk chunk, out InitChunk init)
    {
        init = default;
        var value = chunk.Value;
        if (value.Length < FixedValueSize) return false;
        init = new()
        {
            InitiateTag = BinaryPrimitives.ReadUInt32BigEndian(value),
            ARwnd = BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            OutboundStreams = BinaryPrimitives.ReadUInt16BigEndian(value[8..]),
            InboundStreams = BinaryPrimitives.ReadUInt16BigEndian(value[10..]),
            InitialTsn = new(BinaryPrimitives.ReadUInt32BigEndian(value[12..])),
            Parameters = value[FixedValueSize..],
        };
        return true;
    }

    /// <summary>Writes the fixed part of a chunk that the caller has begun, and will end behind the parameters.</summary>
    public void WriteFixed(ref ByteWriter writer)
    {
        writer.WriteUInt32(InitiateTag);
        writer.WriteUInt32(ARwnd);
        writer.WriteUInt16(OutboundStreams);
        writer.WriteUInt16(InboundStreams);
        writer.WriteUInt32(InitialTsn.Value);
    }
}

using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>Outgoing SSN Reset Request (RFC 6525 section 4.1): a view, as its packet.</summary>
internal readonly ref struct OutgoingResetRequest
{
    /// <summary>With its parameter header and without streams.</summary>
    public const int FixedSize = 16;

    private readonly ReadOnlySpan<byte> _streams;

    private OutgoingResetRequest(uint requestNumber, Tsn lastAssigned, ReadOnlySpan<byte> streams)
    {
        RequestNumber = requestNumber;
        LastAssigned = lastAssigned;
        _streams = streams;
    }

    /// <summary>Re-configuration Request Sequence Number.</summary>
    public uint RequestNumber { get; }

    /// <summary>Sender's Last Assigned TSN: the reset takes effect behind it.</summary>
    public Tsn LastAssigned { get; }

    /// <summary>The number of streams listed; none means all.</summary>
    public int Count => _streams.Length / sizeof(ushort);

    public static bool TryRead(Parameter parameter, out OutgoingResetRequest request)
    {
        request = default;
        var value = parameter.Value;
        if (value.Length < FixedSize - Chunk.HeaderSize || value.Length % sizeof(ushort) != 0) return false;
        request = new(
            BinaryPrimitives.ReadUInt32BigEndian(value), new(BinaryPrimitives.ReadUInt32BigEndian(value[8..])), value[12..]);
        return true;
    }

    public ushort Stream(int index) => BinaryPrimitives.ReadUInt16BigEndian(_streams[(index * sizeof(ushort))..]);

    /// <summary>Writes the request as a whole RE-CONFIG chunk.</summary>
    public static void Write(
        ref ByteWriter writer,
        uint requestNumber,
        uint responseNumber,
        Tsn lastAssigned,
        scoped ReadOnlySpan<ushort> streams)
    {
        var chunk = writer.BeginChunk(ChunkType.ReConfig);
        var parameter = writer.BeginParameter((ushort)ParameterType.OutgoingSsnResetRequest);
        writer.WriteUInt32(requestNumber);
        writer.WriteUInt32(responseNumber);
        writer.WriteUInt32(lastAssigned.Value);
        foreach (var stream in streams) writer.WriteUInt16(stream);
        writer.EndParameter(parameter);
        writer.EndChunk(chunk);
    }
}

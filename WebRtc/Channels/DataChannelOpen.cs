using System.Text.Unicode;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Channels;

/// <summary>DATA_CHANNEL_OPEN (RFC 8832 section 5.1): a view over the message, valid while its buffer is.</summary>
internal readonly ref struct DataChannelOpen
{
    public const int HeaderLength = 12;

    /// <summary>Normal (RFC 8831 section 6.4).</summary>
    public const ushort DefaultPriority = 256;

    /// <summary>The bit of the channel type that says unordered.</summary>
    private const byte UnorderedBit = 0x80;

    private const byte Reliable = 0x00;
    private const byte PartialReliableRexmit = 0x01;
    private const byte PartialReliableTimed = 0x02;

    public required bool Ordered { get; init; }

    /// <summary>Null unless the channel type is partial reliable by retransmissions.</summary>
    public uint? MaxRetransmits { get; init; }

    /// <summary>In milliseconds; null unless the channel type is partial reliable by time.</summary>
    public uint? MaxPacketLifeTime { get; init; }

    public ushort Priority { get; init; }

    /// <summary>UTF-8; a view that was read is known to be valid.</summary>
    public required ReadOnlySpan<byte> Label { get; init; }

    /// <summary>UTF-8; a view that was read is known to be valid.</summary>
    public required ReadOnlySpan<byte> Protocol { get; init; }

    public int Length => HeaderLength + Label.Length + Protocol.Length;

    /// <summary>
    /// Refuses other message types, unknown channel types, lengths past the end, and names that are not UTF-8. Bytes
    /// after the protocol are passed over, as in Firefox.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DataChannelOpen open)
    {
        open = default;
        var reader = new ByteReader(message);
        if (!reader.TryReadByte(out var type) || type != (byte)DcepMessageType.DataChannelOpen) return false;
        if (!reader.TryReadByte(out var channelType)) return false;
        if (!reader.TryReadUInt16(out var priority)) return false;
        if (!reader.TryReadUInt32(out var reliability)) return false;
        if (!reader.TryReadUInt16(out var labelLength)) return false;
        if (!reader.TryReadUInt16(out var protocolLength)) return false;
        if (!reader.TryReadBytes(labelLength, out var label) || !Utf8.IsValid(label)) return false;
        if (!reader.TryReadBytes(protocolLength, out var protocol) || !Utf8.IsValid(protocol)) return false;

        var kind = channelType & ~UnorderedBit;
        if (kind > PartialReliableTimed) return false;
        open = new()
        {
            Ordered = (channelType & UnorderedBit) == 0,
            MaxRetransmits = kind == PartialReliableRexmit ? reliability : null,
            MaxPacketLifeTime = kind == PartialReliableTimed ? reliability : null,
            Priority = priority,
            Label = label,
            Protocol = protocol,
        };
        return true;
    }

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        var kind = MaxRetransmits is not null ? PartialReliableRexmit
            : MaxPacketLifeTime is not null ? PartialReliableTimed
            : Reliable;
        var writer = new ByteWriter(destination);
        writer.WriteByte((byte)DcepMessageType.DataChannelOpen);
        writer.WriteByte(Ordered ? kind : (byte)(kind | UnorderedBit));
        writer.WriteUInt16(Priority);
        writer.WriteUInt32(MaxRetransmits ?? MaxPacketLifeTime ?? 0);
        writer.WriteUInt16((ushort)Label.Length);
        writer.WriteUInt16((ushort)Protocol.Length);
        writer.WriteBytes(Label);
        writer.WriteBytes(Protocol);
    }
}

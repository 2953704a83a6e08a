using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The SCTP common header (RFC 9260 section 3.1).</summary>
internal readonly record struct PacketHeader(ushort SourcePort, ushort DestinationPort, uint VerificationTag)
{
    public const int Size = 12;
    public const int ChecksumOffset = 8;

    /// <summary>Reads the header of a packet whose checksum is right.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out PacketHeader header)
    {
        header = default;
        if (packet.Length < Size) return false;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(packet[ChecksumOffset..]);
        if (checksum != Crc32c.ComputeOfPacket(packet)) return false;
        header = new(
            BinaryPrimitives.ReadUInt16BigEndian(packet),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]));
        return true;
    }

    /// <summary>Writes the header before the chunks that are in the packet already, and seals both by the checksum.</summary>
    public void Seal(Span<byte> packet)
    {
        var writer = new ByteWriter(packet);
        writer.WriteUInt16(SourcePort);
        writer.WriteUInt16(DestinationPort);
        writer.WriteUInt32(VerificationTag);
        var checksum = Crc32c.ComputeOfPacket(packet);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[ChecksumOffset..], checksum);
    }
}

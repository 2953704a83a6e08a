using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The SCTP common header (RFC 9260 section 3.1).</summary>
internal readonly record struct PacketHeader(ushort SourcePort, ushort DestinationPort, uint VerificationTag)
{
    public const int Size = 12;
    public const int ChecksumOffset = 8;

    /// <summary>Reads the header of a packet whose checksum is right.</summary>
    /// <param name="packet">The whole packet.</param>
    /// <param name="header">What was read.</param>
    /// <param name="acceptsZero">A checksum of zero counts as right: something beneath protects the packet (RFC 9653).</param>
    public static bool TryRead(ReadOnlySpan<byte> packet, out PacketHeader header, bool acceptsZero = false)
    {
        header = default;
        if (packet.Length < Size) return false;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(packet[ChecksumOffset..]);
        var isUnchecked = acceptsZero && checksum == 0;
        if (!isUnchecked && checksum != Crc32c.ComputeOfPacket(packet)) return false;
        header = new(
            BinaryPrimitives.ReadUInt16BigEndian(packet),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]));
        return true;
    }

    /// <summary>Writes the header before the chunks that are in the packet already, and seals both by the checksum.</summary>
    /// <param name="packet">The whole packet.</param>
    /// <param name="isZero">Leaves the checksum zero (RFC 9653).</param>
    public void Seal(Span<byte> packet, bool isZero = false)
    {
        var writer = new ByteWriter(packet);
        writer.WriteUInt16(SourcePort);
        writer.WriteUInt16(DestinationPort);
        writer.WriteUInt32(VerificationTag);
        var checksum = isZero ? 0 : Crc32c.ComputeOfPacket(packet);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[ChecksumOffset..], checksum);
    }
}

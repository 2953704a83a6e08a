using System.Buffers.Binary;
using System.Numerics;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The checksum of every packet (RFC 9260 appendix A).</summary>
internal static class Crc32c
{
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(~0u, bytes);

    /// <summary>The checksum of a packet whose own checksum field counts as zero.</summary>
    public static uint ComputeOfPacket(ReadOnlySpan<byte> packet)
    {
        var crc = Append(~0u, packet[..PacketHeader.ChecksumOffset]);
        crc = BitOperations.Crc32C(crc, 0u);
        return ~Append(crc, packet[PacketHeader.Size..]);
    }

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var part in bytes) crc = BitOperations.Crc32C(crc, part);
        return crc;
    }
}

using System.Text;
using NUnit.Framework;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

public class Crc32cTests
{
    // RFC 3720 appendix B.4, and the check value of the catalogue of CRCs.
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)]
    [TestCase("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43u)]
    [TestCase("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794Eu)]
    [TestCase("1F1E1D1C1B1A191817161514131211100F0E0D0C0B0A09080706050403020100", 0x113FDB5Cu)]
    public void Matches_published_vectors(string hex, uint expected) =>
        Assert.That(Crc32c.Compute(Convert.FromHexString(hex)), Is.EqualTo(expected));

    [Test]
    public void Matches_the_check_value() =>
        Assert.That(Crc32c.Compute(Encoding.ASCII.GetBytes("123456789")), Is.EqualTo(0xE3069283u));

    [Test]
    public void A_packets_own_checksum_counts_as_zero([Range(12, 40)] int length)
    {
        var packet = new byte[length];
        new Random(length).NextBytes(packet);
        var zeroed = packet.ToArray();
        zeroed.AsSpan(8, 4).Clear();

        Assert.That(Crc32c.ComputeOfPacket(packet), Is.EqualTo(Crc32c.Compute(zeroed)));
    }

    [Test]
    public void Each_flipped_bit_of_a_packet_is_noticed()
    {
        var packet = Wire.Packet(0x12345678, RawPeer.Data(0, "hello"));
        Assert.That(PacketHeader.TryRead(packet, out var header), Is.True);
        Assert.That(header, Is.EqualTo(new PacketHeader(5000, 5000, 0x12345678)));
        for (var bit = 0; bit < packet.Length * 8; bit++)
        {
            packet[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.That(PacketHeader.TryRead(packet, out _), Is.False, $"bit {bit}");
            packet[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }
}

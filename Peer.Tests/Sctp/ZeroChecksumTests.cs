using System.Buffers.Binary;
using NUnit.Framework;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>RFC 9653, by the checksum of each packet.</summary>
public class ZeroChecksumTests
{
    private const PeerFeatures Announced = PeerFeatures.Basic | PeerFeatures.ZeroChecksum;

    private static readonly SctpOptions Options = new() { HeartbeatInterval = TimeSpan.Zero };

    [Test]
    public void Agreed_on_packets_go_without()
    {
        var peer = RawPeer.Established(Options, Announced);
        Assert.That(ChecksumOf(peer.Packets.Single()), Is.Zero, "the COOKIE ACK");
        peer.Send("x");
        peer.Drain();

        Assert.That(ChecksumOf(peer.Packets.Single()), Is.Zero);
        Assert.That(peer.Association.Stats.OmitsChecksum, Is.True);
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public void Both_have_to_announce_it(bool we, bool they)
    {
        var peer = RawPeer.Established(Options with { ZeroChecksum = we }, they ? Announced : PeerFeatures.Basic);
        peer.Send("x");
        peer.Drain();

        Assert.That(PacketHeader.TryRead(peer.Packets.Single(), out _), Is.True);
        Assert.That(peer.Association.Stats.OmitsChecksum, Is.False);
    }

    [Test]
    public void INIT_INIT_ACK_COOKIE_ECHO_and_ABORT_carry_it_always()
    {
        var active = new RawPeer(Options);
        active.Association.Connect(active.Now);
        active.TakeInit();
        AssertHasChecksum(active);
        active.Receive(0, RawPeer.Init(Announced));
        active.Drain();
        AssertHasChecksum(active);
        active.Receive(RawPeer.Init(Announced, type: ChunkType.InitAck, cookie: [1, 2, 3]));
        active.Send("x");
        Assert.That(active.Drain(), Is.EqualTo(new[] { "COOKIE ECHO" }).Or.EqualTo(new[] { "COOKIE ECHO, DATA 0 1:0 BEI 1" }));
        AssertHasChecksum(active);
        active.Association.Abort("over", active.Now);
        Assert.That(active.Drain(), Is.EqualTo(new[] { "ABORT UserInitiatedAbort" }));
        AssertHasChecksum(active);
    }

    [Test]
    public void A_zero_is_taken_from_whom_we_have_offered_it_and_anything_else_is_not()
    {
        var peer = RawPeer.Established(Options, Announced);
        var packet = Wire.Packet(peer.TheirTag, RawPeer.Data(0, "zero"));
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(PacketHeader.ChecksumOffset), 1);
        peer.Association.Receive(packet, peer.Now);
        Assert.That(peer.Texts(), Is.Empty);
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(PacketHeader.ChecksumOffset), 0);
        peer.Association.Receive(packet, peer.Now);
        peer.Receive(RawPeer.Data(1, "right", ssn: 1));

        Assert.That(peer.Texts(), Is.EqualTo(new[] { "zero", "right" }));
    }

    [Test]
    public void An_end_that_only_uses_our_offer_is_understood()
    {
        // RFC 9653 5.1 lets each end announce for itself: -> INIT (zero), <- INIT ACK (basic), ... <- COOKIE ACK, zero.
        var peer = new RawPeer(Options);
        peer.Association.Connect(peer.Now);
        peer.TakeInit();
        peer.Receive(RawPeer.Init(type: ChunkType.InitAck, cookie: [1, 2, 3]));
        peer.Drain();
        var packet = Wire.Packet(peer.TheirTag, RawPeer.Empty(ChunkType.CookieAck));
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(PacketHeader.ChecksumOffset), 0);
        peer.Association.Receive(packet, peer.Now);

        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
    }

    [Test]
    public void Not_offered_a_zero_is_dropped()
    {
        var peer = RawPeer.Established(Options with { ZeroChecksum = false }, Announced);
        var packet = Wire.Packet(peer.TheirTag, RawPeer.Data(0, "zero"));
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(PacketHeader.ChecksumOffset), 0);
        peer.Association.Receive(packet, peer.Now);

        Assert.That(peer.Texts(), Is.Empty);
        Assert.That(peer.Association.DroppedPackets, Is.EqualTo(1));
    }

    [TestCase("80010008 00000002")]
    [TestCase("80010004")]
    [TestCase("80010006 0001")]
    public void Another_method_or_none_is_not_ours(string parameter)
    {
        Assert.That(
            InitParameters.TryRead(Convert.FromHexString(parameter.Replace(" ", string.Empty, StringComparison.Ordinal)), out var read),
            Is.True);
        Assert.That(read.Features, Is.EqualTo(PeerFeatures.None));
    }

    private static void AssertHasChecksum(RawPeer peer) =>
        Assert.That(peer.Packets, Is.Not.Empty.And.All.Matches<byte[]>(packet => PacketHeader.TryRead(packet, out _)));

    private static uint ChecksumOf(byte[] packet) =>
        BinaryPrimitives.ReadUInt32LittleEndian(packet.AsSpan(PacketHeader.ChecksumOffset));
}

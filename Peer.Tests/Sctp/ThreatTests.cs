using NUnit.Framework;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>What has broken comparable stacks.</summary>
public class ThreatTests
{
    /// <summary>Of every second TSN, as far ahead as anything is kept.</summary>
    private const int TsnAheadKept = 65_535 / 2;

    [TestCase("00000000")]
    [TestCase("00000001")]
    [TestCase("00000002")]
    [TestCase("00000003")]
    [TestCase("0300FFFF")]
    [TestCase("0B000004 00030000")]
    [TestCase("0B000004 82000000")]
    [TestCase("82000008 000D0000", Description = "a parameter of length 0")]
    [TestCase("82000008 000D0003")]
    [TestCase("82000008 000D0004")]
    [TestCase("82000008 00100004")]
    [TestCase("8200000C 000D0010 00000000", Description = "a parameter past the end")]
    [TestCase("82000004")]
    [TestCase("03000004")]
    [TestCase("04000004")]
    [TestCase("05000004")]
    [TestCase("05000008 00010004")]
    [TestCase("09000004")]
    [TestCase("09000006 0003")]
    [TestCase("C0000004")]
    [TestCase("C000000A 00000000 0001")]
    [TestCase("07000004")]
    [TestCase("0A000004")]
    [TestCase("0E000004")]
    [TestCase("01000004")]
    [TestCase("02000004")]
    public void A_malformed_chunk_ends_nothing(string hex)
    {
        var peer = RawPeer.Established();
        peer.Receive(hex);
        peer.Drain();
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
        peer.Receive(RawPeer.Data(0, "alive"));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "alive" }));
    }

    [TestCase("00030011 00000000 00000000 00000000 41", Description = "17 bytes is one of data")]
    [TestCase("00030010 FFFFFFFE 0001 0000 00000033", Description = "no data")]
    [TestCase("0003000C FFFFFFFE 0001 0000", Description = "no room for the fixed part")]
    public void DATA_without_data_is_a_violation_and_with_one_byte_is_none(string hex)
    {
        var peer = RawPeer.Established();
        peer.Receive(hex);
        var isViolation = !hex.StartsWith("00030011", StringComparison.Ordinal);
        Assert.That(peer.Association.HasEnded, Is.EqualTo(isViolation));
        if (isViolation) Assert.That(peer.Drain().Single(), Does.StartWith("ABORT"));
    }

    [Test]
    public void A_SACK_that_announces_more_blocks_than_it_has_is_dropped()
    {
        var peer = RawPeer.Established();
        peer.Send("x");
        peer.Drain();
        var cumulative = peer.TheirFirstTsn.Value;
        peer.Receive($"03000010 {cumulative:X8} 00010000 FFFF 0000");
        peer.Receive($"03000014 {cumulative:X8} 00010000 0000 0002 00000000");

        Assert.That(peer.Association.UnacknowledgedTotal, Is.EqualTo(1));
        Assert.That(peer.Association.DroppedPackets, Is.EqualTo(2));
        peer.Receive($"03000010 {cumulative:X8} 00010000 0000 0000");
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
    }

    [TestCase(1, null, null, Description = "a cumulative TSN that was never sent")]
    [TestCase(1000, null, null)]
    [TestCase(-1, 1, 1, Description = "the gap would touch the cumulative TSN only from 0 on")]
    [TestCase(-1, 1, 30_000, Description = "gap blocks for TSNs never sent")]
    [TestCase(0, 2, 2)]
    [TestCase(-1, 0, 0, Description = "a gap that is none")]
    public void A_SACK_for_what_was_never_sent_is_dropped(int cumulative, int? first, int? last)
    {
        var peer = RawPeer.Established();
        peer.Send("x");
        peer.Drain();
        if (first is { } from && last is { } to) peer.Sack(cumulative, gaps: (from, to));
        else peer.Sack(cumulative);

        Assert.That(peer.Association.UnacknowledgedTotal, Is.EqualTo(1));
        Assert.That(peer.Association.DroppedPackets, Is.EqualTo(1));
        peer.Sack(0);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
    }

    [Test]
    public void Gap_blocks_in_disorder_or_overlapping_acknowledge_what_they_name()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 10; i++) peer.Send(1000);
        peer.Drain();
        peer.Now += TimeSpan.FromMilliseconds(10);
        peer.Sack(-1, 1_000_000, (7, 8), (2, 4), (3, 5), (2, 2), (8, 8));

        var again = string.Join(' ', peer.Drain());
        Assert.That(again, Does.Contain("DATA 0 ").And.Contain("DATA 1 "));
        Assert.That(again, Does.Not.Contain("DATA 2 ").And.Not.Contain("DATA 4 ").And.Not.Contain("DATA 7 "));
        peer.Sack(9);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
    }

    [TestCase(100)]
    [TestCase(100_000)]
    [TestCase(int.MaxValue / 2)]
    [TestCase(int.MaxValue - 10)]
    public void A_crafted_FORWARD_TSN_costs_its_sender_only(int jump)
    {
        var peer = RawPeer.Established();
        for (var i = 2; i < 50; i++) peer.Receive(RawPeer.Data(i, "x", ssn: (ushort)i));
        var streams = Enumerable.Range(0, 900).Select(i => new SkippedMessage((ushort)i, 0x7FFF)).ToArray();
        peer.Receive(RawPeer.Forward(jump, streams));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { $"SACK {jump}" }));
        peer.Receive(RawPeer.Data(jump + 1, "on", ssn: 0x8000));
        Assert.That(peer.Texts(), Does.Contain("on"));
    }

    [Test]
    public void A_FORWARD_TSN_from_the_far_side_of_the_numbers_is_an_old_one()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Forward(int.MinValue + 5));
        peer.Receive(RawPeer.Data(0, "a"));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void A_TSN_far_ahead_is_not_kept()
    {
        var peer = RawPeer.Established();
        foreach (var tsn in new[] { 65_535, 70_000, 1 << 20, int.MaxValue - 2 }) peer.Receive(RawPeer.Data(tsn, "x"));
        Assert.That(peer.Association.RefusedChunks, Is.EqualTo(4));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK -1" }));
    }

    [Test]
    public void Every_second_TSN_for_ever_is_bounded()
    {
        var peer = RawPeer.Established();
        for (var i = 1; i < 100_000; i += 2) peer.Receive(RawPeer.Data(i, "x", DataFlags.None));
        peer.Drain();

        Assert.That(peer.Packets.Single(), Has.Length.LessThanOrEqualTo(1150), "as many gap blocks as fit");
        Assert.That(peer.Association.RefusedChunks, Is.EqualTo(50_000 - TsnAheadKept));
    }

    [Test]
    public void Streams_without_end_are_bounded_by_the_negotiated_number()
    {
        var peer = RawPeer.Established(streams: 100);
        for (var i = 0; i < 2000; i++) peer.Receive(RawPeer.Data(i, "x", stream: (ushort)i));
        Assert.That(peer.Texts(), Has.Length.EqualTo(100));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 1999" }), "acknowledged and thrown away");
    }

    [Test]
    public void An_end_that_reads_nothing_leaves_our_memory_bounded()
    {
        var peer = RawPeer.Established(new() { SendBufferSize = 100_000, HeartbeatInterval = TimeSpan.Zero }, aRwnd: 0);
        var accepted = 0;
        while (peer.Send(1000) == SendResult.Accepted) accepted++;
        Assert.That(accepted, Is.LessThanOrEqualTo(100));
        var tiny = RawPeer.Established(new() { SendBufferSize = 100_000, HeartbeatInterval = TimeSpan.Zero }, aRwnd: 0);
        accepted = 0;
        while (tiny.Send(1) == SendResult.Accepted) accepted++;
        Assert.That(accepted, Is.LessThan(100_000 / 64 + 1));
    }

    [Test]
    public void A_HEARTBEAT_ACK_needs_the_nonce()
    {
        var peer = RawPeer.Established(new() { HeartbeatInterval = TimeSpan.FromSeconds(10) });
        Assert.That(peer.Run(TimeSpan.FromSeconds(10)).Select(line => line.Packet), Is.EqualTo(new[] { "HEARTBEAT" }));
        peer.Receive("0500000C 0001000C 0000000000000000");
        peer.Receive("05000010 0001000C 0000000000000000");
        Assert.That(peer.Association.SmoothedRoundTripTime, Is.Null);
    }

    [Test]
    public void A_HEARTBEAT_is_answered_as_it_came_and_ours_measures_the_round_trip()
    {
        var peer = RawPeer.Established(new() { HeartbeatInterval = TimeSpan.FromSeconds(10) });
        peer.Receive("0400000B 00010007 AABBCC 00");
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "HEARTBEAT ACK" }));
        Assert.That(Convert.ToHexString(peer.Packets[0].AsSpan(12)), Is.EqualTo("0500000B" + "00010007" + "AABBCC00"));

        peer.Now = peer.Association.NextDeadline;
        peer.Association.Tick(peer.Now);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "HEARTBEAT" }));
        var info = Convert.ToHexString(peer.Packets[0].AsSpan(16));
        peer.Now += TimeSpan.FromMilliseconds(30);
        peer.Receive("05000010" + info);
        Assert.That(peer.Association.SmoothedRoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(30)));
    }

    [Test]
    public void Unknown_chunks_are_treated_as_their_highest_bits_say()
    {
        var peer = RawPeer.Established();
        var data = Convert.ToHexString(Wire.Packet(0, RawPeer.Data(0, "a")).AsSpan(12));
        peer.Receive("3F000004" + data);
        Assert.That((peer.Drain().Length, peer.Texts().Length), Is.EqualTo((0, 0)), "stop");
        peer.Receive("7F000004" + data);
        Assert.That((peer.Drain().Single(), peer.Texts().Length), Is.EqualTo(("ERROR UnrecognizedChunkType", 0)), "stop and report");
        peer.Receive("FF000004" + data);
        Assert.That(peer.Drain().Single(), Is.EqualTo("ERROR UnrecognizedChunkType"), "report and go on");
        Assert.That(peer.Texts(), Has.Length.EqualTo(1));
        peer.Receive("BF000004" + data);
        Assert.That(peer.Association.DuplicateChunks, Is.EqualTo(1), "go on");
    }

    [Test]
    public void Packets_with_another_tag_port_or_checksum_are_dropped()
    {
        var peer = RawPeer.Established();
        peer.Receive(peer.TheirTag ^ 1, RawPeer.Data(0, "a"));
        peer.Receive(0, RawPeer.Data(0, "a"));
        var packet = Wire.Packet(peer.TheirTag, RawPeer.Data(0, "a"));
        packet[8] ^= 1;
        peer.Association.Receive(packet, peer.Now);
        packet = Wire.Packet(peer.TheirTag, RawPeer.Data(0, "a"));
        new PacketHeader(5000, 5001, peer.TheirTag).Seal(packet);
        peer.Association.Receive(packet, peer.Now);

        Assert.That(peer.Texts(), Is.Empty);
        Assert.That(peer.Association.DroppedPackets, Is.EqualTo(4));
        Assert.That(peer.Drain(), Is.Empty);
    }

    [Test]
    public void Out_of_the_blue_packets_are_dropped()
    {
        var peer = new RawPeer();
        foreach (var type in Enum.GetValues<ChunkType>())
        {
            peer.Receive(1, RawPeer.Empty(type));
            peer.Receive(0, RawPeer.Empty(type));
        }
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Closed));
        Assert.That(peer.Association.HasEnded, Is.False);
    }
}

using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>DATA and SACK, packet by packet.</summary>
public class TransferTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Test]
    public void Small_messages_share_a_packet_and_the_last_asks_for_a_SACK()
    {
        var peer = RawPeer.Established();
        peer.Send("one");
        peer.Send("two", stream: 2);
        peer.Send("three", options: new(Unordered: true, null, null));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BE 3, DATA 1 2:0 BE 3, DATA 2 1:0 BEUI 5" }));
        Assert.That(peer.Association.BufferedTotal, Is.Zero);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.EqualTo(11));
        peer.Sack(2);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
        Assert.That(peer.Association.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void A_large_message_is_cut_into_fragments_that_fill_packets()
    {
        var peer = RawPeer.Established(new() { MaxPacketSize = 1028, HeartbeatInterval = TimeSpan.Zero });
        peer.Send(2500);

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 B 1000", "DATA 1 1:0 M 1000", "DATA 2 1:0 EI 500" }));
        Assert.That(peer.Packets.Select(packet => packet.Length), Is.EqualTo(new[] { 1028, 1028, 528 }));
    }

    [Test]
    public void Streams_take_turns_message_by_message()
    {
        var peer = RawPeer.Established();
        foreach (var stream in new ushort[] { 1, 1, 1, 2, 2, 3 }) peer.Send("x", stream);

        Assert.That(
            peer.Drain().Single(),
            Is.EqualTo("DATA 0 1:0 BE 1, DATA 1 2:0 BE 1, DATA 2 3:0 BE 1, DATA 3 1:1 BE 1, DATA 4 2:1 BE 1, DATA 5 1:2 BEI 1"));
    }

    [Test]
    public void The_initial_window_is_ten_packets()
    {
        var peer = RawPeer.Established();
        peer.Send(100_000);

        Assert.That(peer.Drain(), Has.Length.EqualTo(10));
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Association.Cwnd, Is.EqualTo(11_500));
    }

    [Test]
    public void Slow_start_doubles_the_window_in_a_round_trip()
    {
        var peer = RawPeer.Established();
        peer.Send(300_000);
        var sent = peer.Drain().Length;
        peer.Now += 10 * Ms;
        peer.Sack(sent - 1);

        Assert.That(peer.Drain(), Has.Length.EqualTo(2 * sent).Within(1));
    }

    [Test]
    public void A_packet_is_sent_again_after_three_later_ones_have_arrived()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 6; i++) peer.Send(1000);
        Assert.That(peer.Drain(), Has.Length.EqualTo(6));
        peer.Now += 10 * Ms;

        peer.Sack(-1, gaps: (1, 1));
        peer.Sack(-1, gaps: (1, 2));
        Assert.That(peer.Drain(), Is.Empty);
        peer.Sack(-1, gaps: (1, 3));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 1000" }));
        Assert.That(peer.Association.Cwnd, Is.EqualTo(5750), "halved once");
        peer.Sack(-1, gaps: (1, 4));
        Assert.That(peer.Drain(), Is.Empty);
        peer.Sack(5);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
    }

    [Test]
    public void A_packet_is_sent_again_when_a_later_one_arrived_a_round_trip_ago()
    {
        var peer = RawPeer.Established();
        peer.Send(1000);
        peer.Send(1000);
        peer.Drain();
        peer.Now += 40 * Ms;
        peer.Sack(-1, gaps: (1, 1));
        Assert.That(peer.Drain(), Is.Empty);

        var log = peer.Run(100 * Ms);

        Assert.That(log[0], Is.EqualTo((5 * Ms, "DATA 0 1:0 BEI 1000")), "9/8 of the round trip after it was sent");
        Assert.That(peer.Association.Timeouts, Is.Zero);
    }

    [Test]
    public void A_retransmission_that_is_lost_is_found_without_a_timeout()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 5; i++) peer.Send(1000);
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(-1, gaps: (1, 4));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 1000" }));
        for (var i = 0; i < 3; i++) peer.Send(1000);
        Assert.That(peer.Drain(), Has.Length.EqualTo(3));
        peer.Now += 10 * Ms;

        peer.Sack(-1, gaps: (1, 7));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 1000" }));
    }

    [Test]
    public void A_silent_tail_is_probed_before_T3_expires_with_backoff()
    {
        var peer = RawPeer.Established();
        peer.Send(1000);
        peer.Drain();
        peer.Now += 50 * Ms;
        peer.Sack(0);
        peer.Send(1000);
        peer.Send(1000);
        var log = peer.Run(TimeSpan.FromSeconds(4));

        // Smoothed 50 ms and variation 25 ms: the probe after 150 ms, T3-rtx 150 ms after that, then 300, 600, ...
        Assert.That(log.Select(line => (line.After.TotalMilliseconds, line.Packet)), Is.EqualTo(new[]
        {
            (0d, "DATA 1 1:1 BE 1000"), (0d, "DATA 2 1:2 BEI 1000"),
            (150d, "DATA 2 1:2 BEI 1000"),
            (300d, "DATA 1 1:1 BEI 1000"),
            (600d, "DATA 1 1:1 BEI 1000"),
            (1200d, "DATA 1 1:1 BEI 1000"),
            (2400d, "DATA 1 1:1 BEI 1000"),
        }));
        Assert.That(peer.Association.Cwnd, Is.EqualTo(1150));
        Assert.That(peer.Association.Timeouts, Is.EqualTo(4));
        peer.Sack(1);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 2 1:2 BEI 1000" }));
    }

    [Test]
    public void A_retransmitted_packet_measures_no_round_trip()
    {
        var peer = RawPeer.Established();
        peer.Send(100);
        peer.Drain();
        peer.Now += 20 * Ms;
        peer.Sack(0);
        Assert.That(peer.Association.SmoothedRoundTripTime, Is.EqualTo(20 * Ms));
        peer.Send(100);
        peer.Run(TimeSpan.FromSeconds(2));
        peer.Sack(1);

        Assert.That(peer.Association.SmoothedRoundTripTime, Is.EqualTo(20 * Ms));
    }

    [Test]
    public void An_end_that_never_answers_ends_the_association_at_the_limit()
    {
        var peer = RawPeer.Established(new() { MaxRetransmissions = 5, HeartbeatInterval = TimeSpan.Zero });
        peer.Send("x");
        peer.Run(TimeSpan.FromMinutes(2));

        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.TooManyRetransmissions));
        Assert.That(peer.Association.Timeouts, Is.EqualTo(6));
        Assert.That(peer.Send("x"), Is.EqualTo(SendResult.NotOpen));
    }

    [Test]
    public void What_the_receiver_dropped_again_is_sent_again()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 4; i++) peer.Send(1000);
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(-1, gaps: (1, 2));
        peer.Now += 10 * Ms;

        // Cumulatively to 0, and 1 is suddenly missing.
        peer.Sack(0, gaps: (3, 3));
        var log = peer.Drain().Concat(peer.Run(50 * Ms).Select(line => line.Packet)).ToList();

        Assert.That(log, Has.Some.Contains("DATA 1 "));
        Assert.That(log, Has.Some.Contains("DATA 2 "));
        Assert.That(log, Has.None.Contains("DATA 3 ").And.None.Contains("DATA 0 "));
    }

    [Test]
    public void Every_second_packet_is_acknowledged_at_once_and_a_lone_one_soon()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "a"));
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Run(100 * Ms), Is.EqualTo(new[] { (10 * Ms, "SACK 0") }));
        peer.Receive(RawPeer.Data(1, "b", ssn: 1));
        peer.Receive(RawPeer.Data(2, "c", ssn: 2));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 2" }));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(peer.Association.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void A_burst_is_answered_by_one_SACK_and_data_carries_it_along()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 50; i++) peer.Receive(RawPeer.Data(i, "x", ssn: (ushort)i));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 49" }));
        peer.Receive(RawPeer.Data(50, "x", ssn: 50));
        peer.Send("reply");
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 50, DATA 0 1:0 BE 5" }));
    }

    [Test]
    public void The_I_bit_a_gap_and_a_duplicate_are_answered_at_once()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "a", DataFlags.Whole | DataFlags.Immediate));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 0" }));
        peer.Receive(RawPeer.Data(2, "c", ssn: 2));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 0 [2-2]" }));
        peer.Receive(RawPeer.Data(2, "c", ssn: 2));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 0 [2-2]" }));
        Assert.That(Convert.ToHexString(peer.Packets[0]), Does.EndWith("0001" + "0001" + "00020002" + "00000000"), "the duplicate");
        peer.Receive(RawPeer.Data(1, "b", ssn: 1));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 2" }));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(peer.Association.DuplicateChunks, Is.EqualTo(1));
    }

    [Test]
    public void Fragments_make_their_message_in_whatever_order_they_come([Values(1, 2, 3, 4, 5, 6, 7, 8)] int seed)
    {
        var peer = RawPeer.Established();
        var chunks = new[]
        {
            RawPeer.Data(0, "ab", DataFlags.Beginning), RawPeer.Data(1, "cd", DataFlags.None), RawPeer.Data(2, "ef", DataFlags.End),
            RawPeer.Data(3, "whole", ssn: 1),
            RawPeer.Data(4, "gh", DataFlags.Beginning, ssn: 2), RawPeer.Data(5, "ij", DataFlags.End, ssn: 2),
            RawPeer.Data(6, "u", DataFlags.Beginning | DataFlags.Unordered), RawPeer.Data(7, "v", DataFlags.End | DataFlags.Unordered),
            RawPeer.Data(8, "other", stream: 2),
        };
        new Random(seed).Shuffle(chunks);
        foreach (var chunk in chunks) peer.Receive(chunk);
        var texts = peer.Texts();

        Assert.That(texts, Is.EquivalentTo(new[] { "abcdef", "whole", "ghij", "uv", "other" }), $"Seed {seed}");
        Assert.That(texts.Where(text => text is not ("uv" or "other")), Is.EqualTo(new[] { "abcdef", "whole", "ghij" }));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 8" }));
    }

    [TestCase(2, 0, false, Description = "another stream")]
    [TestCase(1, 1, false, Description = "another message of the stream")]
    [TestCase(1, 0, true, Description = "an unordered message")]
    public void Adjacent_fragments_of_different_messages_make_none(int stream, int ssn, bool unordered)
    {
        var flags = unordered ? DataFlags.End | DataFlags.Unordered : DataFlags.End;
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "in order", DataFlags.Beginning));
        peer.Receive(RawPeer.Data(1, "of another", flags, (ushort)stream, (ushort)ssn));
        peer.Receive(RawPeer.Data(4, "of another", flags, (ushort)stream, (ushort)ssn));
        peer.Receive(RawPeer.Data(3, "behind a gap", DataFlags.Beginning));
        peer.Receive(RawPeer.Data(2, "gap", DataFlags.Whole | DataFlags.Unordered));

        Assert.That(peer.Texts(), Is.EqualTo(new[] { "gap" }));
    }

    [Test]
    public void An_unordered_message_and_another_stream_do_not_wait()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(1, "late", ssn: 1));
        peer.Receive(RawPeer.Data(2, "free", DataFlags.Whole | DataFlags.Unordered));
        peer.Receive(RawPeer.Data(3, "part", DataFlags.Beginning, stream: 2));
        peer.Receive(RawPeer.Data(4, "ed", DataFlags.End, stream: 2));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "free", "parted" }));
        peer.Receive(RawPeer.Data(0, "first"));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "first", "late" }));
    }

    [Test]
    public void Buffered_amounts_and_their_threshold()
    {
        var peer = RawPeer.Established();
        peer.Association.SetBufferedAmountLowThreshold(1, 5000);
        peer.Send(30_000);
        Assert.That(peer.Association.BufferedAmount(1), Is.EqualTo(30_000));
        Assert.That(peer.Association.BufferedAmount(2), Is.Zero);
        var sent = peer.Drain().Length;
        Assert.That(peer.Association.BufferedAmount(1), Is.EqualTo(30_000 - sent * 1120));
        Assert.That(peer.Association.TryNextEvent(out _), Is.False);
        peer.Sack(sent - 1);
        peer.Drain();
        Assert.That(peer.Association.BufferedAmount(1), Is.Zero);
        Assert.That(peer.Association.TryNextEvent(out var e), Is.True);
        Assert.That((e.Kind, e.Stream), Is.EqualTo((SctpEventKind.BufferedAmountLow, (ushort)1)));
        Assert.That(peer.Association.TryNextEvent(out _), Is.False, "once");
    }

    [Test]
    public void A_full_buffer_refuses_and_tells_when_there_is_room()
    {
        var peer = RawPeer.Established(
            new() { SendBufferSize = 10_000, MaxSendBufferSize = 10_000, HeartbeatInterval = TimeSpan.Zero });
        Assert.That(peer.Send(10_001), Is.EqualTo(SendResult.TooLarge));
        Assert.That(peer.Send(8000), Is.EqualTo(SendResult.Accepted));
        var free = peer.Association.SendBufferFree;
        Assert.That(peer.Send(free + 1), Is.EqualTo(SendResult.Full));
        Assert.That(peer.Send(free), Is.EqualTo(SendResult.Accepted));
        var last = string.Join(", ", peer.Drain()).Split("DATA ").Length - 2;
        peer.Sack(5);
        Assert.That(peer.Events(), Is.Empty, "neither message is through");
        peer.Sack(last);
        Assert.That(peer.Events().Select(e => e.Kind), Is.EqualTo(new[] { SctpEventKind.SendBufferAvailable }));
        Assert.That(peer.Association.SendBufferFree, Is.EqualTo(10_000));
    }

    [Test]
    public void What_is_on_its_way_may_exceed_the_buffer_and_what_waits_may_fill_half_of_it()
    {
        var peer = RawPeer.Established(new()
        {
            SendBufferSize = 10_000, MaxSendBufferSize = 22_000, HeartbeatInterval = TimeSpan.Zero,
        });
        Assert.That(peer.Send(9000), Is.EqualTo(SendResult.Accepted));
        Assert.That(peer.Send(5000), Is.EqualTo(SendResult.Full));
        peer.Drain();
        Assert.That(peer.Events().Single().Kind, Is.EqualTo(SctpEventKind.SendBufferAvailable), "all of it is on its way");
        Assert.That(peer.Send(4000), Is.EqualTo(SendResult.Accepted));
        Assert.That(peer.Association.SendBufferFree, Is.LessThan(1000));
        peer.Drain();
        Assert.That(peer.Association.BufferedTotal, Is.InRange(1, 3000), "the window is full");
        Assert.That(peer.Send(2000), Is.EqualTo(SendResult.Accepted));
        Assert.That(peer.Send(2000), Is.EqualTo(SendResult.Full));
    }

    [Test]
    public void An_empty_message_is_the_callers_mistake()
    {
        var peer = RawPeer.Established();
        Assert.That(() => peer.Send(0), Throws.ArgumentException);
    }

    [Test]
    public void Packets_may_become_smaller_and_what_was_cut_before_still_fits()
    {
        var peer = RawPeer.Established();
        peer.Send(3000);
        Assert.That(peer.Drain(), Has.Length.EqualTo(3));
        peer.Association.MaxPacketSize = 600;
        peer.Send(1000, stream: 2);
        peer.Now += 10 * Ms;
        peer.Drain();
        Assert.That(peer.Packets.Select(packet => packet.Length), Is.All.LessThanOrEqualTo(600));
        peer.Run(TimeSpan.FromSeconds(1));
        Assert.That(peer.Packets, Has.Some.Length.GreaterThan(600), "the old chunk goes alone");
    }
}

using NUnit.Framework;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>Receive windows, ours and the other end's.</summary>
public class FlowControlTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    private static readonly SctpOptions Small = new()
    {
        ReceiveWindow = 20_000, MaxMessageSize = 10_000, HeartbeatInterval = TimeSpan.Zero,
    };

    [Test]
    public void Sends_no_more_than_the_other_end_has_room_for()
    {
        var peer = RawPeer.Established(aRwnd: 2500);
        peer.Send(10_000);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 B 1120", "DATA 1 1:0 I 1120" }));
        peer.Sack(1, aRwnd: 2300);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 2 1:0 M 1120", "DATA 3 1:0 I 1120" }));
    }

    [Test]
    public void A_closed_window_is_probed_with_one_chunk_and_backoff()
    {
        var peer = RawPeer.Established(aRwnd: 0);
        peer.Send(5000);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BI 1120" }), "one may always be in flight");
        peer.Sack(-1, aRwnd: 0);
        var log = peer.Run(TimeSpan.FromSeconds(20));
        Assert.That(log.Select(line => line.Packet), Is.All.EqualTo("DATA 0 1:0 BI 1120"));
        Assert.That(log, Has.Count.InRange(5, 10));
        Assert.That(peer.Association.Cwnd, Is.EqualTo(11_500), "a closed window is no congestion");

        peer.Sack(-1, aRwnd: 100_000);
        Assert.That(peer.Drain(), Has.Length.EqualTo(5), "at once, the dropped chunk first");
        peer.Sack(4, aRwnd: 100_000);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
    }

    [Test]
    public void A_closed_window_that_is_answered_never_ends_the_association()
    {
        var peer = RawPeer.Established(new() { MaxRetransmissions = 3, HeartbeatInterval = TimeSpan.Zero }, aRwnd: 0);
        peer.Send(5000);
        for (var i = 0; i < 100; i++)
        {
            if (peer.Run(TimeSpan.FromSeconds(1)).Count > 0) peer.Sack(-1, aRwnd: 0);
        }
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
    }

    [Test]
    public void What_is_not_consumed_counts_against_our_window()
    {
        var peer = RawPeer.Established(Small);
        peer.Receive(RawPeer.Data(0, new byte[1000]));
        peer.Receive(RawPeer.Data(1, new byte[1000], ssn: 1));
        peer.Drain();
        Assert.That(Window(peer), Is.EqualTo(20_000 - 2 * 1064));
        peer.Events();
        peer.Receive(RawPeer.Data(1, new byte[1000], ssn: 1));
        peer.Drain();
        Assert.That(Window(peer), Is.EqualTo(20_000 - 2 * 1064), "taking the event is not reading the message");
        peer.Association.Consume(2000);
        peer.Receive(RawPeer.Data(1, new byte[1000], ssn: 1));
        peer.Drain();
        Assert.That(Window(peer), Is.EqualTo(20_000));
    }

    [Test]
    public void A_slow_reader_is_never_sent_more_than_its_window_and_a_window_that_opens_is_told()
    {
        var peer = RawPeer.Established(Small);
        var tsn = 0;
        for (; tsn < 100; tsn++) peer.Receive(RawPeer.Data(tsn, new byte[1000], ssn: (ushort)tsn));
        peer.Drain();
        Assert.That(Window(peer), Is.Zero);
        var held = peer.Events().Count(e => e.Kind == SctpEventKind.Message);
        Assert.That(held * 1000, Is.LessThanOrEqualTo(25_000));
        Assert.That(peer.Association.RefusedChunks, Is.EqualTo(100 - held));

        peer.Association.Consume(1000);
        Assert.That(peer.Drain(), Is.Empty, "not worth a packet");
        peer.Association.Consume((held - 1) * 1000);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { $"SACK {held - 1}" }));
        Assert.That(Window(peer), Is.EqualTo(20_000));
    }

    [Test]
    public void A_full_window_still_takes_what_closes_the_gap()
    {
        var peer = RawPeer.Established(Small);
        for (var tsn = 1; tsn < 60; tsn++) peer.Receive(RawPeer.Data(tsn, new byte[1000], ssn: (ushort)tsn));
        peer.Drain();
        Assert.That(Window(peer), Is.Zero);
        Assert.That(peer.Events(), Is.Empty);
        peer.Receive(RawPeer.Data(0, new byte[1000]));
        Assert.That(peer.Events(), Has.Count.InRange(20, 26), "all that had waited");
    }

    [Test]
    public void Tiny_messages_that_nobody_reads_are_bounded()
    {
        var peer = RawPeer.Established(Small);
        for (var tsn = 0; tsn < 10_000; tsn++) peer.Receive(RawPeer.Data(tsn, "x", ssn: (ushort)tsn));
        Assert.That(peer.Events(), Has.Count.LessThan(25_000 / 64 + 1));
    }

    [Test]
    public void A_message_that_never_ends_is_refused_at_the_limit()
    {
        var peer = RawPeer.Established(Small);
        var tsn = 0;
        for (; tsn < 20 && !peer.Association.HasEnded; tsn++)
            peer.Receive(RawPeer.Data(tsn, new byte[1000], tsn == 0 ? DataFlags.Beginning : DataFlags.None));

        Assert.That(tsn, Is.EqualTo(11));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.ProtocolViolation));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "ABORT ProtocolViolation" }));
    }

    [Test]
    public void A_message_that_never_ends_behind_a_gap_is_refused_at_the_limit()
    {
        var peer = RawPeer.Established(Small);
        var tsn = 5;
        for (; tsn < 40 && !peer.Association.HasEnded; tsn++) peer.Receive(RawPeer.Data(tsn, new byte[1000], DataFlags.None));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.ProtocolViolation));
    }

    [Test]
    public void A_message_too_large_in_one_chunk_is_refused()
    {
        var peer = RawPeer.Established(Small);
        peer.Receive(RawPeer.Data(0, new byte[10_001]));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.ProtocolViolation));
    }

    [Test]
    public void Beginnings_without_an_end_do_not_pile_up()
    {
        var peer = RawPeer.Established(Small);
        for (var tsn = 0; tsn < 1000; tsn++)
            peer.Receive(RawPeer.Data(tsn, new byte[1000], DataFlags.Beginning | DataFlags.Unordered, (ushort)(tsn % 900)));
        peer.Drain();
        Assert.That(Window(peer), Is.EqualTo(19_000), "only the last can still be completed");
        peer.Receive(RawPeer.Data(1000, "end", DataFlags.End | DataFlags.Unordered, 999 % 900));
        Assert.That(peer.Events().Single().Payload, Has.Length.EqualTo(1003));
    }

    [Test]
    public void Messages_that_wait_for_one_that_never_comes_stay_in_the_window()
    {
        var peer = RawPeer.Established(Small);
        for (var tsn = 0; tsn < 100; tsn++) peer.Receive(RawPeer.Data(tsn, new byte[1000], ssn: (ushort)(tsn + 1)));
        peer.Drain();
        Assert.That(Window(peer), Is.Zero);
        Assert.That(peer.Events(), Is.Empty);
        Assert.That(peer.Association.RefusedChunks, Is.GreaterThan(70));
        Assert.That(peer.Run(100 * Ms), Is.Empty);
    }

    private static uint Window(RawPeer peer)
    {
        var reader = new ChunkReader(peer.Packets[^1].AsSpan(PacketHeader.Size));
        while (reader.TryRead(out var chunk))
        {
            if (chunk.Type == ChunkType.Sack && SackChunk.TryRead(chunk, out var sack)) return sack.ARwnd;
        }
        throw new AssertionException("no SACK");
    }
}

using NUnit.Framework;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>I-DATA and I-FORWARD-TSN (RFC 8260), packet by packet.</summary>
public class InterleavingTests
{
    private const PeerFeatures Announced = PeerFeatures.Basic | PeerFeatures.Interleaving;
    private const DataFlags U = DataFlags.Unordered;
    private const DataFlags B = DataFlags.Beginning;
    private const DataFlags E = DataFlags.End;

    private static readonly SctpOptions Options = new()
    {
        HeartbeatInterval = TimeSpan.Zero, CongestionControl = CongestionControl.Rfc9260,
    };

    private static readonly SendOptions Once = new(Unordered: false, MaxRetransmits: 0, null);
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Test]
    public void Messages_of_two_streams_take_turns_packet_by_packet()
    {
        var peer = Established();
        peer.Send(3000, stream: 1);
        peer.Send(3000, stream: 2);
        peer.Send("ping", stream: 3);

        Assert.That(peer.Drain(), Is.EqualTo(new[]
        {
            "I-DATA 0 1:0.0 B 1116", "I-DATA 1 2:0.0 B 1116", "I-DATA 2 3:0.0 BE 4, I-DATA 3 1:0.1 M 1092",
            "I-DATA 4 2:0.1 M 1116", "I-DATA 5 1:0.2 E 792, I-DATA 6 2:0.2 M 304",
            "I-DATA 7 2:0.3 EI 464",
        }));
    }

    [Test]
    public void Without_agreement_they_take_turns_message_by_message()
    {
        var peer = RawPeer.Established(Options);
        peer.Send(2000, stream: 1);
        peer.Send(2000, stream: 1);
        peer.Send("ping", stream: 3);

        Assert.That(peer.Drain(), Is.EqualTo(new[]
        {
            "DATA 0 1:0 B 1120", "DATA 1 1:0 E 880, DATA 2 3:0 BE 4", "DATA 3 1:1 B 1120", "DATA 4 1:1 EI 880",
        }));
    }

    [Test]
    public void A_short_message_gets_in_beside_what_has_filled_the_send_buffer()
    {
        var peer = Established(Options with { SendBufferSize = 1_280_000 });
        Assert.That(peer.Send(1_279_000, stream: 1), Is.EqualTo(SendResult.Accepted));
        Assert.That(peer.Send(9_000, stream: 1), Is.EqualTo(SendResult.Full));
        Assert.That(peer.Send(11_000, stream: 2), Is.EqualTo(SendResult.Full), "not short");
        Assert.That(peer.Send(9_000, stream: 2), Is.EqualTo(SendResult.Accepted));
        Assert.That(peer.Send(9_000, stream: 2), Is.EqualTo(SendResult.Full), "short no more");
        ushort stream = 3;
        while (peer.Send(9_000, stream) == SendResult.Accepted) stream++;
        Assert.That(stream, Is.LessThan(30), "the reserve has an end");
        Assert.That(peer.Association.SendBufferFree, Is.Zero);
    }

    [Test]
    public void Ordered_and_unordered_messages_are_numbered_apart()
    {
        var peer = Established();
        peer.Send("a");
        peer.Send("b", options: new(Unordered: true, null, null));
        peer.Send("c");
        peer.Send("d", options: new(Unordered: true, null, null));

        Assert.That(peer.Drain(), Is.EqualTo(new[]
        {
            "I-DATA 0 1:0.0 BE 1, I-DATA 1 1:0.0 BEU 1, I-DATA 2 1:1.0 BE 1, I-DATA 3 1:1.0 BEUI 1",
        }));
    }

    [Test]
    public void A_lost_fragment_is_sent_again_as_it_was()
    {
        var peer = Established();
        peer.Send(5000, stream: 1);
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(0, gaps: (2, 4));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "I-DATA 1 1:0.1 I 1116" }));
    }

    [Test]
    public void Messages_are_put_together_whatever_lies_between_their_fragments()
    {
        var peer = Established();
        peer.Receive(RawPeer.Interleaved(0, "one-", B, stream: 1));
        peer.Receive(RawPeer.Interleaved(1, "two-", B, stream: 2));
        peer.Receive(RawPeer.Interleaved(2, "free-", B | U, stream: 1));
        peer.Receive(RawPeer.Interleaved(3, "whole", stream: 3));
        peer.Receive(RawPeer.Interleaved(4, "1", E, stream: 1, fsn: 1));
        peer.Receive(RawPeer.Interleaved(5, "dom", E | U, stream: 1, fsn: 1));
        peer.Receive(RawPeer.Interleaved(6, "2", E, stream: 2, fsn: 1));

        Assert.That(peer.Texts(), Is.EqualTo(new[] { "whole", "one-1", "free-dom", "two-2" }));
    }

    [Test]
    public void Every_order_of_arrival_gives_the_same_messages([Range(0, 49)] int seed)
    {
        var random = new Random(seed);
        var peer = Established();
        Wire.Chunks[] chunks =
        [
            RawPeer.Interleaved(0, "a0", B), RawPeer.Interleaved(1, "b0", B, stream: 2), RawPeer.Interleaved(2, "a1", DataFlags.None, fsn: 1),
            RawPeer.Interleaved(3, "b1", E, stream: 2, fsn: 1), RawPeer.Interleaved(4, "a2", DataFlags.None, fsn: 2),
            RawPeer.Interleaved(5, "u0", B | U, stream: 2), RawPeer.Interleaved(6, "a3", E, fsn: 3),
            RawPeer.Interleaved(7, "u1", E | U, stream: 2, fsn: 1), RawPeer.Interleaved(8, "c", mid: 1), RawPeer.Interleaved(9, "d", mid: 2),
        ];
        random.Shuffle(chunks);
        foreach (var chunk in chunks) peer.Receive(chunk);
        var texts = peer.Texts();

        Assert.That(texts, Is.EquivalentTo(new[] { "a0a1a2a3", "b0b1", "u0u1", "c", "d" }), $"Seed {seed}");
        Assert.That(texts.Where(text => text is "a0a1a2a3" or "c" or "d"), Is.EqualTo(new[] { "a0a1a2a3", "c", "d" }), $"Seed {seed}");
        Assert.That(peer.Drain()[^1], Is.EqualTo("SACK 9"));
    }

    [Test]
    public void The_protocol_identifier_is_that_of_the_first_fragment()
    {
        var peer = Established();
        peer.Receive(RawPeer.Interleaved(1, "b", E, fsn: 1));
        peer.Receive(RawPeer.Interleaved(0, "a", B));

        Assert.That(peer.Events().Single().Ppid, Is.EqualTo(51));
    }

    [Test]
    public void Message_numbers_wrap_at_32_bits()
    {
        var peer = Established();
        peer.Receive(RawPeer.InterleavedForward(0, new SkippedMessage(1, 0x7FFFFFFF)));
        peer.Receive(RawPeer.InterleavedForward(1, new SkippedMessage(1, 0xFFFFFFFE)));
        peer.Receive(RawPeer.Interleaved(3, "zero", mid: 0));
        peer.Receive(RawPeer.Interleaved(2, "last", mid: 0xFFFFFFFF));

        Assert.That(peer.Texts(), Is.EqualTo(new[] { "last", "zero" }));
    }

    [Test]
    public void A_chunk_of_the_kind_that_was_not_agreed_on_ends_the_association([Values] bool isAgreed, [Values] bool isForward)
    {
        var peer = isAgreed ? Established() : RawPeer.Established(Options);
        if (isForward) peer.Receive(isAgreed ? RawPeer.Forward(0) : RawPeer.InterleavedForward(0));
        else peer.Receive(isAgreed ? RawPeer.Data(0, "x") : RawPeer.Interleaved(0, "x"));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "ABORT ProtocolViolation" }));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.ProtocolViolation));
    }

    [Test]
    public void What_makes_no_sense_is_acknowledged_and_forgotten()
    {
        var peer = Established();
        // A beginning that is none, a fragment that comes under two TSNs, one behind the end, one of a past message.
        peer.Receive(RawPeer.Interleaved(0, "no", DataFlags.None, mid: 0, fsn: 0));
        peer.Receive(RawPeer.Interleaved(1, "a", B));
        peer.Receive(RawPeer.Interleaved(2, "x", DataFlags.None, fsn: 7));
        peer.Receive(RawPeer.Interleaved(3, "c", E, fsn: 2));
        peer.Receive(RawPeer.Interleaved(4, "c", E, fsn: 2));
        peer.Receive(RawPeer.Interleaved(5, "b", DataFlags.None, fsn: 1));
        peer.Receive(RawPeer.Interleaved(6, "late", B, mid: 0));
        peer.Receive(RawPeer.Interleaved(7, "next", mid: 1));

        Assert.That(peer.Texts(), Is.EqualTo(new[] { "abc", "next" }));
        Assert.That(peer.Drain()[^1], Is.EqualTo("SACK 7"));
        peer.Association.Consume(100);
        peer.Receive(RawPeer.Interleaved(8, "end", mid: 2));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "end" }));
        peer.Association.Consume(3);
        Assert.That(ARwnd(peer), Is.EqualTo(Options.ReceiveWindow), "nothing is held any more");
    }

    [Test]
    public void A_message_that_is_too_large_ends_the_association()
    {
        var peer = Established(Options with { MaxMessageSize = 3000 });
        peer.Receive(RawPeer.Interleaved(0, new byte[1000], B, 1, 0, 0));
        peer.Receive(RawPeer.Interleaved(1, new byte[1000], DataFlags.None, 1, 0, 2));
        peer.Receive(RawPeer.Interleaved(2, new byte[1000], DataFlags.None, 1, 0, 4));
        peer.Drain();
        peer.Receive(RawPeer.Interleaved(3, new byte[1], DataFlags.None, 1, 0, 6));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "ABORT ProtocolViolation" }));
    }

    [Test]
    public void What_is_given_up_is_named_with_its_kind()
    {
        // Message 0 of stream 1 is lost, ordered; message 0 of stream 2 as well, unordered.
        var peer = Established();
        peer.Send(1000, stream: 1, options: Once);
        peer.Send(1000, stream: 2, options: Once with { Unordered = true });
        for (var i = 0; i < 3; i++) peer.Send(1000, stream: 3);
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(-1, gaps: (2, 4));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "I-FORWARD-TSN 1 1:0 2:0U" }));
        peer.Sack(4);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
        Assert.That(peer.Association.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void All_fragments_of_a_message_are_given_up_whatever_lies_between_them()
    {
        var peer = Established();
        peer.Send(4000, stream: 1, options: Once);
        peer.Send(4000, stream: 2);
        Assert.That(peer.Drain(), Is.EqualTo(new[]
        {
            "I-DATA 0 1:0.0 B 1116", "I-DATA 1 2:0.0 B 1116", "I-DATA 2 1:0.1 M 1116", "I-DATA 3 2:0.1 M 1116",
            "I-DATA 4 1:0.2 M 1116", "I-DATA 5 2:0.2 M 1116",
            "I-DATA 6 1:0.3 E 652, I-DATA 7 2:0.3 M 444", "I-DATA 8 2:0.4 EI 208",
        }));
        peer.Now += 10 * Ms;
        peer.Sack(1, gaps: (3, 8));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "I-FORWARD-TSN 2 1:0" }));
        peer.Sack(8);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
        Assert.That(peer.Association.SendBufferFree, Is.EqualTo(Options.SendBufferSize));
    }

    [Test]
    public void A_message_that_expires_half_sent_while_another_has_the_turn_is_given_up()
    {
        var peer = Established();
        peer.Send(30_000, stream: 1, options: new(false, null, 50 * Ms));
        peer.Send(30_000, stream: 2);
        var sent = peer.Drain().Length;
        peer.Now += 100 * Ms;
        peer.Sack(sent - 1);
        var log = string.Join(", ", peer.Drain());

        Assert.That(log, Does.StartWith($"I-FORWARD-TSN {sent} 1:0, I-DATA {sent + 1} 2:0."));
        Assert.That(log, Does.Not.Contain(" 1:0."));
        Assert.That(peer.Association.BufferedAmount(1), Is.Zero);
    }

    [Test]
    public void An_I_FORWARD_TSN_skips_what_it_names_and_nothing_else()
    {
        var peer = Established();
        peer.Receive(RawPeer.Interleaved(0, "gone", B, stream: 1));
        peer.Receive(RawPeer.Interleaved(1, "stays-", B, stream: 2));
        peer.Receive(RawPeer.Interleaved(2, "free-", B | U, stream: 1));
        peer.Receive(RawPeer.Interleaved(3, "lost", B | U, stream: 3, mid: 4));
        peer.Receive(RawPeer.Interleaved(6, "second", stream: 1, mid: 1));
        Assert.That(peer.Texts(), Is.Empty);
        peer.Receive(RawPeer.InterleavedForward(5, new SkippedMessage(1, 0), new SkippedMessage(3, 4, IsUnordered: true)));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "second" }));

        peer.Receive(RawPeer.Interleaved(7, "there", E, stream: 2, fsn: 1));
        peer.Receive(RawPeer.Interleaved(8, "dom", E | U, stream: 1, fsn: 1));
        peer.Receive(RawPeer.Interleaved(9, "x", E, stream: 1, fsn: 1));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "stays-there", "free-dom" }));
        Assert.That(peer.Drain()[^1], Is.EqualTo("SACK 9"));
        peer.Association.Consume(100);
        Assert.That(ARwnd(peer), Is.EqualTo(Options.ReceiveWindow), "nothing is held any more");
    }

    [Test]
    public void A_reset_begins_both_counts_anew()
    {
        var peer = Established();
        peer.Send("a");
        peer.Send("b", options: new(Unordered: true, null, null));
        peer.Drain();
        peer.Sack(1);
        peer.Association.ResetStream(1, peer.Now);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG reset 1" }));
        peer.Receive((ref ByteWriter writer) => new ReconfigResponse(peer.TheirFirstTsn.Value, ReconfigResult.Performed).Write(ref writer));
        peer.Send("c");
        peer.Send("d", options: new(Unordered: true, null, null));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "I-DATA 2 1:0.0 BE 1, I-DATA 3 1:0.0 BEUI 1" }));
    }

    [Test]
    public void A_reset_of_the_other_end_forgets_what_is_incomplete_there()
    {
        var peer = Established();
        peer.Receive(RawPeer.Interleaved(0, "first", stream: 1));
        peer.Receive(RawPeer.Interleaved(1, "half", B, stream: 1, mid: 1));
        peer.Receive(RawPeer.Interleaved(2, "other-", B, stream: 2));
        peer.Receive((ref ByteWriter writer) =>
            OutgoingResetRequest.Write(ref writer, RawPeer.FirstTsn.Value, 0, RawPeer.FirstTsn + 2, [1]));
        peer.Receive(RawPeer.Interleaved(3, "anew", stream: 1, mid: 0));
        peer.Receive(RawPeer.Interleaved(4, "stream", E, stream: 2, fsn: 1));

        Assert.That(peer.Texts(), Is.EqualTo(new[] { "first", "anew", "other-stream" }));
    }

    [Test]
    public void A_window_full_of_beginnings_does_not_stop_all_of_them()
    {
        // 24 messages of 60 kB at once through a window of 256 kB.
        var options = new SctpOptions { HeartbeatInterval = TimeSpan.Zero, ReceiveWindow = 256 * 1024, MaxReceiveWindow = 256 * 1024 };
        var pair = new SctpPair(1, new() { Latency = 10 * Ms }, options, options).Connect();
        for (ushort stream = 0; stream < 24; stream++) pair.A.Outbox.Enqueue(new(stream, 53, new byte[60_000]));

        pair.Loop.RunUntil(() => pair.B.Messages.Count == 24, TimeSpan.FromSeconds(20), "the last message");
        Assert.That(pair.A.Association.Timeouts, Is.Zero);
    }

    [Test]
    public void A_flood_of_beginnings_is_bounded()
    {
        var options = Options with { ReceiveWindow = 100_000, MaxReceiveWindow = 100_000 };
        var peer = Established(options);
        for (var i = 0; i < 20_000; i++) peer.Receive(RawPeer.Interleaved(i, "x", B, stream: (ushort)(i % 1000), mid: (uint)i));

        Assert.That(peer.Association.RefusedChunks, Is.GreaterThan(19_000));
        Assert.That(ARwnd(peer), Is.LessThan(100_000));
    }

    private static RawPeer Established(SctpOptions? options = null) => RawPeer.Established(options ?? Options, Announced);

    private static uint ARwnd(RawPeer peer)
    {
        peer.Receive(RawPeer.Interleaved(-1, "again"));
        peer.Drain();
        var reader = new ChunkReader(peer.Packets[^1].AsSpan(PacketHeader.Size));
        reader.TryRead(out var chunk);
        Assert.That(SackChunk.TryRead(chunk, out var sack), Is.True);
        return sack.ARwnd;
    }
}

using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>SHUTDOWN and ABORT, packet by packet.</summary>
public class ShutdownTests
{
    private static readonly Wire.Chunks Shutdown = (ref ByteWriter writer) =>
    {
        var start = writer.BeginChunk(ChunkType.Shutdown);
        writer.WriteUInt32(0);
        writer.EndChunk(start);
    };

    [Test]
    public void Waits_until_everything_is_acknowledged()
    {
        var peer = RawPeer.Established();
        peer.Send("last words");
        peer.Association.Shutdown(peer.Now);
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.ShutdownPending));
        Assert.That(peer.Send("more"), Is.EqualTo(SendResult.NotOpen));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 10" }));
        peer.Sack(0);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN" }));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.ShutdownSent));
        peer.Receive(RawPeer.Empty(ChunkType.ShutdownAck));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN COMPLETE" }));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.ShutdownByUs));
        Assert.That(peer.Association.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void The_other_ends_shutdown_waits_for_our_data()
    {
        var peer = RawPeer.Established();
        peer.Send(30_000);
        var sent = peer.Drain().Length;
        peer.Receive(Shutdown);
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.ShutdownReceived));
        Assert.That(peer.Send("x"), Is.EqualTo(SendResult.NotOpen));
        peer.Sack(sent - 1);
        sent += peer.Drain().Length;
        peer.Sack(sent - 1);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN ACK" }));
        peer.Receive(RawPeer.Empty(ChunkType.ShutdownComplete));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.ShutdownByPeer));
        Assert.That(peer.Drain(), Is.Empty);
    }

    [Test]
    public void A_shutdown_does_not_wait_for_what_has_expired()
    {
        var peer = RawPeer.Established(aRwnd: 2000);
        peer.Send(1120);
        peer.Send(1120, options: new(false, null, TimeSpan.FromMilliseconds(10)));
        peer.Association.Shutdown(peer.Now);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 1120" }));
        peer.Now += TimeSpan.FromMilliseconds(20);
        peer.Sack(0);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN" }));
    }

    [Test]
    public void Both_ends_shut_down_at_once()
    {
        var peer = RawPeer.Established();
        peer.Association.Shutdown(peer.Now);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN" }));
        peer.Receive(Shutdown);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN ACK" }));
        peer.Receive(RawPeer.Empty(ChunkType.ShutdownAck));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN COMPLETE" }));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.ShutdownByUs));
    }

    [Test]
    public void A_lost_SHUTDOWN_is_repeated_and_then_given_up()
    {
        var peer = RawPeer.Established(new() { HeartbeatInterval = TimeSpan.Zero, InitialRto = TimeSpan.FromSeconds(1) });
        peer.Association.Shutdown(peer.Now);

        var log = peer.Run(TimeSpan.FromSeconds(70));

        Assert.That(log.Take(5).Select(line => (line.After.TotalSeconds, line.Packet)), Is.EqualTo(new[]
        {
            (0d, "SHUTDOWN"), (1d, "SHUTDOWN"), (3d, "SHUTDOWN"), (6d, "SHUTDOWN"), (9d, "SHUTDOWN"),
        }));
        Assert.That(log[^1], Is.EqualTo((TimeSpan.FromSeconds(60), "ABORT None")));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.TooManyRetransmissions));
    }

    [Test]
    public void DATA_after_our_SHUTDOWN_is_taken_and_answered()
    {
        var peer = RawPeer.Established();
        peer.Association.Shutdown(peer.Now);
        peer.Drain();
        peer.Receive(RawPeer.Data(0, "still coming"));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN, SACK 0" }));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "still coming" }));
    }

    [Test]
    public void A_lost_SHUTDOWN_COMPLETE_is_repeated_when_asked_for()
    {
        var peer = RawPeer.Established();
        peer.Association.Shutdown(peer.Now);
        peer.Drain();
        peer.Receive(RawPeer.Empty(ChunkType.ShutdownAck));
        peer.Drain();
        peer.Receive(RawPeer.Empty(ChunkType.ShutdownAck));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN COMPLETE" }));
        Assert.That(Convert.ToHexString(peer.Packets[0].AsSpan(12)), Is.EqualTo("0E010004"), "with the T bit");
        Assert.That(peer.Packets[0].AsSpan(4, 4).ToArray(), Is.EqualTo(BitConverter.GetBytes(peer.TheirTag).Reverse()), "and the tag reflected");
    }

    [Test]
    public void A_shutdown_before_the_handshake_is_over_follows_it()
    {
        var peer = new RawPeer();
        peer.Association.Connect(peer.Now);
        peer.TakeInit();
        peer.Association.Shutdown(peer.Now);
        peer.Receive(RawPeer.Init(type: ChunkType.InitAck, cookie: [1]));
        peer.Drain();
        peer.Receive(RawPeer.Empty(ChunkType.CookieAck));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SHUTDOWN" }));
    }

    [Test]
    public void A_shutdown_of_what_never_began_is_over_at_once()
    {
        var peer = new RawPeer();
        peer.Association.Shutdown(peer.Now);
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.ShutdownByUs));
        Assert.That(peer.Send("x"), Is.EqualTo(SendResult.NotOpen));
    }

    [Test]
    public void An_ABORT_is_really_sent()
    {
        var peer = RawPeer.Established();
        peer.Send("never arrives");
        peer.Association.Abort("enough", peer.Now);

        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Closed));
        var closed = peer.Events().Single();
        Assert.That((closed.Reason, closed.Detail), Is.EqualTo((SctpCloseReason.AbortedByUs, "enough")));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "ABORT UserInitiatedAbort" }));
        Assert.That(Convert.ToHexString(peer.Packets[0].AsSpan(4, 4)), Is.EqualTo("0BADCAFE"));
        Assert.That(Convert.ToHexString(peer.Packets[0].AsSpan(12)), Is.EqualTo("0600000E" + "000C000A" + "656E6F7567680000"));
        Assert.That(peer.Drain(), Is.Empty);
    }

    [Test]
    public void A_lost_ABORT_is_repeated_for_an_end_that_goes_on()
    {
        var peer = RawPeer.Established();
        peer.Association.Abort("enough", peer.Now);
        peer.Drain();
        peer.Receive(RawPeer.Data(0, "hello?"));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "ABORT None" }));
        Assert.That(peer.Packets[0][13], Is.EqualTo(1), "with the T bit");
        peer.Receive(RawPeer.Empty(ChunkType.Abort));
        Assert.That(peer.Drain(), Is.Empty, "an ABORT is never answered");
        Assert.That(peer.Events(), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_other_ends_ABORT_is_told_with_its_cause()
    {
        var peer = RawPeer.Established();
        peer.Receive("0600000B 000C0007 627965 00");
        var closed = peer.Events().Single();
        Assert.That((closed.Reason, closed.Detail), Is.EqualTo((SctpCloseReason.ClosedByPeer, "UserInitiatedAbort: bye")));
        Assert.That(peer.Drain(), Is.Empty);

        var other = RawPeer.Established();
        other.Receive("0600000B 000D0007 627965 00");
        var aborted = other.Events().Single();
        Assert.That((aborted.Reason, aborted.Detail), Is.EqualTo((SctpCloseReason.AbortedByPeer, "ProtocolViolation: bye")));
    }

    [Test]
    public void An_ABORT_needs_the_right_tag()
    {
        var peer = RawPeer.Established();
        peer.Receive(peer.TheirTag + 1, RawPeer.Empty(ChunkType.Abort));
        peer.Receive(RawPeer.Tag, RawPeer.Empty(ChunkType.Abort));
        peer.Receive(0, RawPeer.Empty(ChunkType.Abort));
        peer.Receive(peer.TheirTag, RawPeer.Empty(ChunkType.Abort, Chunk.TagReflected));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
        Assert.That(peer.Association.DroppedPackets, Is.EqualTo(4));
        peer.Receive(RawPeer.Tag, RawPeer.Empty(ChunkType.Abort, Chunk.TagReflected));
        Assert.That(peer.Association.HasEnded, Is.True);
    }
}

using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>RE-CONFIG (RFC 6525), packet by packet.</summary>
public class StreamResetTests
{
    private static readonly uint PeerNumber = RawPeer.FirstTsn.Value;

    [Test]
    public void A_stream_is_reset_once_everything_on_it_is_acknowledged()
    {
        var peer = RawPeer.Established();
        peer.Send("one");
        peer.Association.ResetStream(1, peer.Now);
        Assert.That(peer.Send("two"), Is.EqualTo(SendResult.StreamResetting));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 3" }));
        peer.Sack(0);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG reset 1" }));
        Assert.That(peer.Events(), Is.Empty);
        peer.Receive(Respond(peer, 0, ReconfigResult.Performed));

        var reset = peer.Events().Single();
        Assert.That((reset.Kind, reset.Stream, reset.Denied), Is.EqualTo((SctpEventKind.StreamResetOutgoing, (ushort)1, false)));
        Assert.That(peer.Association.NextDeadline, Is.EqualTo(Instant.Never));
        peer.Send("three");
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 1 1:0 BEI 5" }), "numbered from 0 again");
    }

    [Test]
    public void The_request_carries_its_numbers()
    {
        var peer = RawPeer.Established();
        peer.Association.ResetStream(7, peer.Now);
        peer.Drain();
        var first = peer.TheirFirstTsn.Value;

        Assert.That(
            Convert.ToHexString(peer.Packets[0].AsSpan(12)),
            Is.EqualTo($"82000016000D0012{first:X8}{PeerNumber - 1:X8}{first - 1:X8}00070000"));
    }

    [Test]
    public void Resets_of_one_moment_share_a_request_and_later_ones_wait_for_its_answer()
    {
        var peer = RawPeer.Established();
        peer.Association.ResetStream(1, peer.Now);
        peer.Association.ResetStream(3, peer.Now);
        peer.Association.ResetStream(3, peer.Now);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG reset 1 3" }));
        peer.Association.ResetStream(5, peer.Now);
        Assert.That(peer.Drain(), Is.Empty);
        peer.Receive(Respond(peer, 0, ReconfigResult.NothingToDo));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG reset 5" }));
        peer.Receive(Respond(peer, 0, ReconfigResult.Performed));
        Assert.That(peer.Events().Select(e => e.Stream), Is.EqualTo(new ushort[] { 1, 3 }), "an old answer is none");
        peer.Receive(Respond(peer, 1, ReconfigResult.Performed));
        Assert.That(peer.Events().Select(e => e.Stream), Is.EqualTo(new ushort[] { 5 }));
    }

    [Test]
    public void A_lost_request_is_repeated_as_it_was()
    {
        var peer = RawPeer.Established(new() { HeartbeatInterval = TimeSpan.Zero, InitialRto = TimeSpan.FromMilliseconds(200) });
        peer.Association.ResetStream(1, peer.Now);
        var log = peer.Run(TimeSpan.FromSeconds(1));

        Assert.That(log.Select(line => line.After.TotalMilliseconds), Is.EqualTo(new[] { 0, 200, 600 }));
        Assert.That(log.Select(line => line.Packet), Is.All.EqualTo("RE-CONFIG reset 1"));
        peer.Receive(Respond(peer, 0, ReconfigResult.Performed));
        Assert.That(peer.Events(), Has.Count.EqualTo(1));
    }

    [Test]
    public void In_progress_means_asking_again()
    {
        var peer = RawPeer.Established();
        peer.Association.ResetStream(1, peer.Now);
        peer.Drain();
        peer.Receive(Respond(peer, 0, ReconfigResult.InProgress));
        Assert.That(peer.Events(), Is.Empty);
        Assert.That(peer.Run(TimeSpan.FromSeconds(2)).Select(line => line.Packet), Is.All.EqualTo("RE-CONFIG reset 1").And.Not.Empty);
        peer.Receive(Respond(peer, 0, ReconfigResult.Performed));
        Assert.That(peer.Events(), Has.Count.EqualTo(1));
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(99)]
    public void A_refused_reset_is_told_and_the_stream_goes_on(int result)
    {
        var peer = RawPeer.Established();
        peer.Send("one");
        peer.Drain();
        peer.Sack(0);
        peer.Association.ResetStream(1, peer.Now);
        peer.Drain();
        peer.Receive(Respond(peer, 0, (ReconfigResult)result));
        Assert.That(peer.Events().Single().Denied, Is.True);
        peer.Send("two");
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 1 1:1 BEI 3" }));
    }

    [Test]
    public void An_end_that_does_not_know_RE_CONFIG_is_asked_a_few_times()
    {
        var peer = RawPeer.Established(features: PeerFeatures.None);
        peer.Association.ResetStream(1, peer.Now);
        Assert.That(peer.Run(TimeSpan.FromMinutes(1)), Has.Count.EqualTo(6));
        Assert.That(peer.Events().Single().Denied, Is.True);
    }

    [Test]
    public void The_other_ends_reset_is_performed_and_answered_once()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "a"));
        peer.Receive(RawPeer.Data(1, "b", ssn: 1));
        peer.Receive(Request(0, last: 1, 1));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG Performed, SACK 1" }));
        Assert.That(peer.Events().Select(e => e.Kind), Is.EqualTo(new[]
        {
            SctpEventKind.Message, SctpEventKind.Message, SctpEventKind.StreamResetIncoming,
        }));
        peer.Receive(Request(0, last: 1, 1));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG Performed" }));
        Assert.That(peer.Events(), Is.Empty, "performed once");
        peer.Receive(RawPeer.Data(2, "c"));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "c" }), "numbered from 0 again");
    }

    [Test]
    public void The_other_ends_reset_waits_for_what_was_sent_before_it()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "a"));
        peer.Receive(Request(0, last: 2, 1));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG InProgress" }));
        // Data of the new life of the stream does not count as long as the old one has a hole.
        peer.Receive(RawPeer.Data(3, "new"));
        peer.Receive(RawPeer.Data(2, "c", ssn: 2));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 0 [2-2]" }));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "a" }));
        peer.Receive(RawPeer.Data(1, "b", ssn: 1));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 2" }));
        Assert.That(peer.Events().Select(e => e.Kind), Is.EqualTo(new[]
        {
            SctpEventKind.Message, SctpEventKind.Message, SctpEventKind.StreamResetIncoming,
        }));
        peer.Receive(Request(0, last: 2, 1));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG Performed" }));
        peer.Receive(RawPeer.Data(3, "new"));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public void A_reset_without_streams_means_all()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "a", stream: 3));
        peer.Receive(RawPeer.Data(1, "b", stream: 500));
        peer.Receive(Request(0, last: 1));
        Assert.That(
            peer.Events().Where(e => e.Kind == SctpEventKind.StreamResetIncoming).Select(e => e.Stream),
            Is.EqualTo(new ushort[] { 3, 500 }));
    }

    [Test]
    public void A_request_out_of_turn_or_for_no_stream_is_refused()
    {
        var peer = RawPeer.Established();
        peer.Receive(Request(5, last: -1, 1));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG BadSequenceNumber" }));
        peer.Receive(Request(0, last: -1, 1000));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG WrongSsn" }));
        Assert.That(peer.Events(), Is.Empty);
    }

    [Test]
    public void A_second_request_has_to_wait_for_the_first()
    {
        var peer = RawPeer.Established();
        peer.Receive(Request(0, last: 0, 1));
        peer.Receive(Request(1, last: 0, 2));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "RE-CONFIG RequestInProgress" }));
        peer.Receive(RawPeer.Data(0, "a"));
        peer.Receive(Request(1, last: 0, 2));
        Assert.That(peer.Drain()[0], Does.StartWith("RE-CONFIG Performed"));
        Assert.That(peer.Events().Where(e => e.Kind == SctpEventKind.StreamResetIncoming).Select(e => e.Stream), Is.EqualTo(new ushort[] { 1, 2 }));
    }

    [TestCase("000E 000A {0} 0001 0000", "Denied", Description = "Incoming SSN Reset Request")]
    [TestCase("000F 0008 {0}", "Denied", Description = "SSN/TSN Reset Request")]
    [TestCase("0011 000C {0} 0010 0000", "Performed", Description = "Add Outgoing Streams Request")]
    [TestCase("0012 000C {0} 0010 0000", "Denied", Description = "Add Incoming Streams Request")]
    public void Other_requests_are_answered(string parameter, string answer)
    {
        var peer = RawPeer.Established();
        var hex = string.Format(System.Globalization.CultureInfo.InvariantCulture, parameter, PeerNumber.ToString("X8")).Replace(" ", string.Empty, StringComparison.Ordinal);
        peer.Receive($"8200{4 + Convert.ToInt32(hex[4..8], 16):X4}" + hex);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { $"RE-CONFIG {answer}" }));
    }

    [Test]
    public void Added_streams_can_be_used()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "lost", stream: 1010));
        Assert.That(peer.Texts(), Is.Empty);
        peer.Receive($"82000010 0011000C {PeerNumber:X8} 00100000");
        peer.Receive(RawPeer.Data(1, "found", stream: 1010));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "found" }));
    }

    private static Wire.Chunks Respond(RawPeer peer, int number, ReconfigResult result) =>
        (ref ByteWriter writer) => new ReconfigResponse(peer.TheirFirstTsn.Value + (uint)number, result).Write(ref writer);

    private static Wire.Chunks Request(int number, int last, params ushort[] streams) => (ref ByteWriter writer) =>
        OutgoingResetRequest.Write(ref writer, PeerNumber + (uint)number, 0, RawPeer.FirstTsn + last, streams);
}

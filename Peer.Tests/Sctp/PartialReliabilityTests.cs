using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>FORWARD TSN (RFC 3758), packet by packet.</summary>
public class PartialReliabilityTests
{
    private static readonly SendOptions Once = new(Unordered: false, MaxRetransmits: 0, null);
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Test]
    public void A_lost_message_without_retransmissions_is_given_up()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 4; i++) peer.Send(1000, options: Once);
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(-1, gaps: (1, 3));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "FORWARD TSN 0 1:0" }));
        peer.Sack(3);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
        Assert.That(peer.Association.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void An_unordered_one_names_no_stream()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 4; i++) peer.Send(1000, options: Once with { Unordered = true });
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(-1, gaps: (1, 3));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "FORWARD TSN 0" }));
    }

    [Test]
    public void Retransmissions_are_counted()
    {
        var peer = RawPeer.Established();
        peer.Send("x", options: new(false, MaxRetransmits: 2, null));
        var log = peer.Run(TimeSpan.FromSeconds(20)).Select(line => line.Packet).ToList();

        Assert.That(log.Count(line => line.StartsWith("DATA", StringComparison.Ordinal)), Is.EqualTo(3));
        Assert.That(log.Skip(3), Is.All.EqualTo("FORWARD TSN 0 1:0").And.Not.Empty);
        peer.Sack(0);
        Assert.That(peer.Association.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void All_fragments_of_a_message_are_given_up_with_one()
    {
        var peer = RawPeer.Established();
        peer.Send(3360, options: Once);
        for (var i = 0; i < 4; i++) peer.Send(1000, stream: 2);
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(0, gaps: (2, 6));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "FORWARD TSN 2 1:0" }));
        peer.Sack(6);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
    }

    [Test]
    public void A_message_expires_in_the_queue()
    {
        var peer = RawPeer.Established();
        peer.Send(20_000);
        peer.Send("late", options: new(false, null, 50 * Ms));
        peer.Send("later", options: new(false, null, 500 * Ms));
        var sent = peer.Drain().Length;
        peer.Now += 100 * Ms;
        peer.Sack(sent - 1);

        Assert.That(string.Join(", ", peer.Drain()), Does.EndWith("1:1 BEI 5"));
        Assert.That(peer.Association.BufferedTotal, Is.Zero);
    }

    [Test]
    public void A_message_expires_half_sent()
    {
        var peer = RawPeer.Established();
        peer.Send(30_000, options: new(false, null, 50 * Ms));
        peer.Send("next");
        var sent = peer.Drain().Length;
        peer.Now += 100 * Ms;
        peer.Sack(sent - 1);

        // All that was sent has arrived: one more TSN, never sent, says that nothing follows.
        Assert.That(peer.Drain(), Is.EqualTo(new[] { $"FORWARD TSN {sent} 1:0, DATA {sent + 1} 1:1 BEI 4" }));
        peer.Sack(sent + 1);
        Assert.That(peer.Association.UnacknowledgedTotal, Is.Zero);
        Assert.That(peer.Association.SendBufferFree, Is.EqualTo(2 * 1024 * 1024));
    }

    [Test]
    public void An_end_that_does_not_know_FORWARD_TSN_gets_everything()
    {
        var peer = RawPeer.Established(features: PeerFeatures.None);
        for (var i = 0; i < 4; i++) peer.Send(1000, options: Once);
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(-1, gaps: (1, 3));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 1000" }));
    }

    [Test]
    public void A_lost_FORWARD_TSN_is_repeated()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 4; i++) peer.Send(1000, options: Once);
        peer.Drain();
        peer.Now += 10 * Ms;
        peer.Sack(-1, gaps: (1, 3));
        peer.Drain();
        Assert.That(peer.Run(TimeSpan.FromSeconds(2)).Select(line => line.Packet), Is.All.EqualTo("FORWARD TSN 0 1:0").And.Not.Empty);
    }

    [Test]
    public void A_FORWARD_TSN_skips_what_will_not_come()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(1, "second", ssn: 1));
        peer.Receive(RawPeer.Data(2, "half", DataFlags.Beginning, ssn: 2));
        peer.Receive(RawPeer.Data(5, "fourth", ssn: 3));
        Assert.That(peer.Texts(), Is.Empty);
        peer.Drain();
        peer.Receive(RawPeer.Forward(3, new SkippedMessage(1, 2)));

        Assert.That(peer.Texts(), Is.EqualTo(new[] { "second", "fourth" }));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 3 [5-5]" }));
        peer.Receive(RawPeer.Data(4, "free", stream: 9));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 5" }));
    }

    [Test]
    public void A_FORWARD_TSN_behind_is_answered_and_changes_nothing()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "a"));
        peer.Receive(RawPeer.Data(1, "b", ssn: 1));
        peer.Drain();
        peer.Receive(RawPeer.Forward(0, new SkippedMessage(1, 100)));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 1" }));
        peer.Receive(RawPeer.Data(2, "c", ssn: 2));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void A_FORWARD_TSN_in_the_middle_of_a_message_drops_its_rest()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "a", DataFlags.Beginning));
        peer.Receive(RawPeer.Data(1, "b", DataFlags.None));
        peer.Receive(RawPeer.Forward(2, new SkippedMessage(1, 0)));
        peer.Receive(RawPeer.Data(3, "d", DataFlags.End));
        peer.Receive(RawPeer.Data(4, "e", ssn: 1));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "e" }));
    }
}

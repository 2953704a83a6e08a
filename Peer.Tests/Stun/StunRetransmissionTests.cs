using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Stun;

public class StunRetransmissionTests
{
    [Test]
    public void Sends_at_the_times_of_RFC_8489_and_gives_up_at_39500_ms()
    {
        var start = new Instant(1234);
        var retransmission = new StunRetransmission(
            TimeSpan.FromMilliseconds(500), StunRetransmission.DefaultMaxRequests, StunRetransmission.DefaultFinalFactor);
        Assert.That(retransmission.Deadline, Is.EqualTo(Instant.Never));
        retransmission.OnSent(start);

        foreach (var expected in new[] { 500, 1500, 3500, 7500, 15500, 31500 })
        {
            var at = start + TimeSpan.FromMilliseconds(expected);
            Assert.That(retransmission.Deadline, Is.EqualTo(at));
            Assert.That(retransmission.IsDue(at - TimeSpan.FromTicks(1)), Is.False);
            Assert.That(retransmission.IsDue(at), Is.True);
            Assert.That(retransmission.IsTimedOut(at), Is.False);
            retransmission.OnSent(at);
        }

        var end = start + TimeSpan.FromMilliseconds(39500);
        Assert.That(retransmission.Deadline, Is.EqualTo(end));
        Assert.That(retransmission.IsDue(end), Is.False);
        Assert.That(retransmission.IsTimedOut(end - TimeSpan.FromTicks(1)), Is.False);
        Assert.That(retransmission.IsTimedOut(end), Is.True);
    }

    [Test]
    public void Only_a_request_sent_once_measures_the_round_trip()
    {
        var retransmission = new StunRetransmission(TimeSpan.FromMilliseconds(100), 3, 16);
        retransmission.OnSent(new Instant(0));
        Assert.That(retransmission.MeasuresRoundTrip, Is.True);
        retransmission.OnSent(retransmission.Deadline);
        Assert.That(retransmission.MeasuresRoundTrip, Is.False);
    }

    [Test]
    public void News_bring_the_next_request_forward_but_not_the_end()
    {
        var retransmission = new StunRetransmission(TimeSpan.FromMilliseconds(100), 2, 16);
        retransmission.OnSent(new Instant(0));
        retransmission.SendBy(new Instant(7));
        Assert.That(retransmission.Deadline, Is.EqualTo(new Instant(7)));

        retransmission.OnSent(new Instant(7));
        var end = retransmission.Deadline;
        retransmission.SendBy(new Instant(8));
        Assert.That(retransmission.Deadline, Is.EqualTo(end));
    }
}

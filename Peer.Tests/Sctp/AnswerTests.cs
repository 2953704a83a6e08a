using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>Two ends that answer each other: their SACKs travel with the answers.</summary>
public class AnswerTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Test]
    public void An_answer_does_not_ask_for_a_SACK_of_its_own()
    {
        var peer = RawPeer.Established();
        // The first message asks: whether it will be answered is not known.
        peer.Send("ping");
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 4" }));
        for (var i = 0; i < 3; i++)
        {
            peer.Now += Ms;
            peer.Receive(RawPeer.Data(i, "pong", ssn: (ushort)i));
            peer.Sack(i);
            peer.Send("ping");
            Assert.That(peer.Drain(), Is.EqualTo(new[] { $"SACK {i}, DATA {i + 1} 1:{i + 1} BE 4" }));
        }
    }

    [Test]
    public void Whoever_speaks_again_before_an_answer_asks()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "question"));
        peer.Send("answer");
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 0, DATA 0 1:0 BE 6" }));
        peer.Send("afterthought");
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 1 1:1 BEI 12" }));
    }

    [Test]
    public void An_answer_that_leaves_something_waiting_asks()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "question"));
        peer.Send(100_000);
        var packets = peer.Drain();
        Assert.That(packets[0], Does.StartWith("SACK 0, DATA 0 1:0 B "));
        Assert.That(packets[^1], Does.Match("^DATA 9 1:0 M?I "));
    }

    [Test]
    public void Closing_the_stream_of_an_answer_asks_at_once_since_the_other_end_may_go_before_its_SACK()
    {
        var peer = RawPeer.Established();
        peer.Receive(RawPeer.Data(0, "question"));
        peer.Send("answer");
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 0, DATA 0 1:0 BE 6" }));

        peer.Association.ResetStream(1, peer.Now);
        Assert.That(peer.Run(Ms), Is.EqualTo(new[] { (TimeSpan.Zero, "DATA 0 1:0 BEI 6") }));

        // The next answer asks by itself.
        peer.Receive(RawPeer.Data(1, "question", ssn: 1));
        peer.Send("answer", stream: 2);
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "SACK 1, DATA 1 2:0 BEI 6" }));
    }

    [Test]
    public void A_lost_answer_is_found_by_a_probe_that_leaves_time_for_a_delayed_SACK_and_asks_for_one()
    {
        var peer = RawPeer.Established();
        peer.Send("ping");
        peer.Drain();
        peer.Now += Ms;
        peer.Receive(RawPeer.Data(0, "pong"));
        peer.Sack(0);
        peer.Send("lost");
        peer.Drain();
        // A round trip of 1 ms: the least probe timeout, 10 ms, and 10 ms by which the SACK may be delayed.
        Assert.That(peer.Run(19 * Ms), Is.Empty);
        Assert.That(peer.Run(2 * Ms), Is.EqualTo(new[] { (Ms, "DATA 1 1:1 BEI 4") }));
        // The second waits twice the timeout, and no longer for a delayed SACK.
        Assert.That(peer.Run(18 * Ms), Is.Empty);
        Assert.That(peer.Run(2 * Ms), Is.EqualTo(new[] { (Ms, "DATA 1 1:1 BEI 4") }));
    }

    [Test]
    public void A_lost_message_that_asked_is_found_sooner()
    {
        var peer = RawPeer.Established();
        peer.Send("ping");
        peer.Drain();
        peer.Now += Ms;
        peer.Sack(0);
        peer.Send("lost");
        peer.Drain();
        Assert.That(peer.Run(9 * Ms), Is.Empty);
        Assert.That(peer.Run(2 * Ms), Is.EqualTo(new[] { (Ms, "DATA 1 1:1 BEI 4") }));
    }
}

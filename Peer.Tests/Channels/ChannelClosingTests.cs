using NUnit.Framework;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Channels;

/// <summary>The end of a channel by stream reset (RFC 8831 section 6.7), from either side.</summary>
public class ChannelClosingTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void Either_end_closes_and_both_hear_of_it(bool byCreator)
    {
        var pair = new ChannelPair().Connect();
        var (a, b) = pair.Open(new("chat"));
        var (closer, other) = byCreator ? (pair.A, pair.B) : (pair.B, pair.A);

        // closer -> outgoing reset -> other
        // closer <- outgoing reset <- other
        closer.Table.Close(byCreator ? a : b, pair.Now);
        Assert.That((byCreator ? a : b).State, Is.EqualTo(DataChannelState.Closing));
        pair.RunUntil(() => pair.A.Table.Count + pair.B.Table.Count == 0, "closed channels");

        Assert.That(closer.Log, Is.EqualTo(new[] { "Opened chat", "Closed chat" }));
        Assert.That(other.Log, Is.EqualTo(new[] { "Opened chat", "Closing chat", "Closed chat" }));
        Assert.That(new[] { a.State, b.State }, Is.All.EqualTo(DataChannelState.Closed));
        Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Established));
    }

    [Test]
    public void Both_ends_close_at_once()
    {
        var pair = new ChannelPair().Connect();
        var (a, b) = pair.Open(new("chat"));
        pair.A.Table.Close(a, pair.Now);
        pair.B.Table.Close(b, pair.Now);
        pair.RunUntil(() => pair.A.Table.Count + pair.B.Table.Count == 0, "closed channels");

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened chat", "Closed chat" }));
        Assert.That(pair.B.Log, Is.EqualTo(new[] { "Opened chat", "Closed chat" }));
    }

    [Test]
    public void What_was_sent_before_arrives_before_the_end_in_both_directions()
    {
        var pair = new ChannelPair(conditions: new() { Latency = TimeSpan.FromMilliseconds(5), Loss = 0.1 }).Connect();
        var (a, b) = pair.Open(new("chat"));
        for (var i = 0; i < 5; i++)
        {
            pair.A.Table.Send(a, isText: false, new byte[50_000], pair.Now);
            pair.B.Table.Send(b, isText: false, new byte[50_000], pair.Now);
        }
        pair.A.Table.Close(a, pair.Now);
        pair.RunUntil(() => pair.A.Table.Count + pair.B.Table.Count == 0, "closed channels");

        Assert.That(pair.A.Of(DataChannelEventKind.Message).Count(), Is.EqualTo(5), "also those that come while closing");
        Assert.That(pair.B.Of(DataChannelEventKind.Message).Count(), Is.EqualTo(5));
        var ends = pair.B.Log.Where(line => line.StartsWith("Clos", StringComparison.Ordinal));
        Assert.That(ends, Is.EqualTo(new[] { "Closing chat", "Closed chat" }));
    }

    [Test]
    public void Closing_before_anything_was_said_is_over_at_once()
    {
        var pair = new ChannelPair();
        var unnamed = pair.A.Table.Create(new("unnamed"), pair.Now);
        var negotiated = pair.A.Table.Create(new("negotiated") { Negotiated = true, Id = 9 }, pair.Now);
        pair.A.Table.Close(unnamed, pair.Now);
        pair.A.Table.Close(negotiated, pair.Now);
        pair.Connect();
        pair.RunFor(100);

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Closed unnamed", "Closed negotiated" }));
        Assert.That(pair.A.Table.Count, Is.Zero);
        Assert.That(pair.A.SentChunks, Is.Empty);
    }

    [Test]
    public void Closing_right_after_creation_still_opens_and_closes_it_at_the_other_end()
    {
        var pair = new ChannelPair();
        pair.A.Table.SetRole(isDtlsClient: true, pair.Now);
        var a = pair.A.Table.Create(new("brief"), pair.Now);
        pair.A.Table.Close(a, pair.Now);
        pair.Connect();
        pair.RunUntil(() => a.State == DataChannelState.Closed && pair.B.Log.Contains("Closed brief"), "the closed channel");

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Closed brief" }));
        Assert.That(pair.B.Log, Is.EqualTo(new[] { "Opened brief", "Closing brief", "Closed brief" }));
    }

    [Test]
    public void An_id_is_used_again_after_both_resets([Range(1, 20)] int seed)
    {
        var rough = new LinkConditions
        {
            Latency = TimeSpan.FromMilliseconds(5),
            Jitter = TimeSpan.FromMilliseconds(5),
            Loss = 0.15,
            Reordering = 0.05,
            Duplication = 0.05,
        };
        var pair = new ChannelPair(seed, rough).Connect();
        for (var round = 0; round < 10; round++)
        {
            var a = pair.A.Table.Create(new($"round {round}"), pair.Now);
            Assert.That(a.Id, Is.Zero, $"seed {seed}");
            pair.A.Table.Send(a, isText: false, [(byte)round], pair.Now);
            if (round % 3 != 0) pair.RunUntil(() => pair.B.Of(DataChannelEventKind.Message).Count() > round, "the message");
            pair.A.Table.Close(a, pair.Now);
            pair.RunUntil(() => a.State == DataChannelState.Closed, "the closed channel");
        }
        pair.RunUntil(() => pair.B.Table.Count == 0, "all closed");

        var expected = Enumerable.Range(0, 10).SelectMany(round =>
            new[] { "Opened", "Message", "Closing", "Closed" }.Select(kind => $"{kind} round {round}"));
        Assert.That(pair.B.Log, Is.EqualTo(expected), $"seed {seed}");
        Assert.That(pair.B.Of(DataChannelEventKind.Message).Select(e => (int)e.Payload[0]), Is.EqualTo(Enumerable.Range(0, 10)));
        Assert.That(pair.B.Table.RefusedOpens + pair.A.Table.RefusedOpens, Is.Zero);
    }

    [Test]
    public void Other_channels_do_not_notice()
    {
        var pair = new ChannelPair().Connect();
        var (one, _) = pair.Open(new("one"));
        var (two, _) = pair.Open(new("two"));
        pair.A.Table.Close(one, pair.Now);
        pair.A.Table.Send(two, isText: true, "still here"u8, pair.Now);
        pair.RunUntil(() => one.State == DataChannelState.Closed, "the closed channel");

        Assert.That(pair.B.Log, Does.Contain("Message two"));
        Assert.That(two.State, Is.EqualTo(DataChannelState.Open));
    }
}

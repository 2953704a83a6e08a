using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>Small messages that are sent one right after the other share packets; any other waits for nothing.</summary>
public class GatheringTests
{
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Test]
    public void A_flood_goes_in_bursts_of_64_messages_or_16_KiB()
    {
        var small = Bursts(EstablishedWithWindow(), messages: 8 + 1 + 3 * 64, size: 64);
        Assert.That(small, Is.EqualTo(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 64, 64, 64 }));
        var large = Bursts(EstablishedWithWindow(), messages: 8 + 1 + 3 * 4, size: 4096);
        Assert.That(large, Is.EqualTo(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4 }));
    }

    [Test]
    public void Whatever_comes_from_the_other_end_lets_go_what_was_gathered()
    {
        var peer = RawPeer.Established();
        Assert.That(Bursts(peer, messages: 12, size: 64).Sum(), Is.EqualTo(8));
        peer.Sack(0);
        Assert.That(Chunks(peer.Drain()), Is.EqualTo(new[] { 4 }));

        Assert.That(Bursts(peer, messages: 4, size: 64), Is.Empty);
        peer.Receive(RawPeer.Data(0, "of its own"));
        Assert.That(Chunks(peer.Drain()), Is.EqualTo(new[] { 4 }));
    }

    [Test]
    public void A_millisecond_is_the_longest_that_messages_are_kept_back()
    {
        var peer = RawPeer.Established();
        Bursts(peer, messages: 12, size: 64);
        var log = peer.Run(5 * Ms);

        Assert.That(log, Has.Count.EqualTo(1));
        Assert.That(log[0].After, Is.LessThanOrEqualTo(Ms));
        Assert.That(Chunks([log[0].Packet]), Is.EqualTo(new[] { 4 }));
    }

    [Test]
    public void A_few_messages_and_such_with_pauses_go_at_once()
    {
        var peer = RawPeer.Established();
        Assert.That(Bursts(peer, messages: 8, size: 64), Has.Length.EqualTo(8));
        for (var i = 0; i < 50; i++)
        {
            peer.Now += 51 * Microsecond;
            peer.Send(64);
            Assert.That(peer.Drain(), Has.Length.EqualTo(1));
        }
    }

    [Test]
    public void Who_awaits_each_answer_has_nothing_kept_back()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 50; i++)
        {
            peer.Now += 10 * Microsecond;
            peer.Send("ping");
            Assert.That(peer.Drain(), Has.Length.EqualTo(1));
            peer.Now += 10 * Microsecond;
            peer.Receive(RawPeer.Data(i, "pong", ssn: (ushort)i));
            peer.Sack(i);
        }
    }

    [Test]
    public void What_is_to_be_sent_again_does_not_wait_with_the_rest()
    {
        var peer = RawPeer.Established();
        Bursts(peer, messages: 12, size: 64);
        peer.Sack(-1, gaps: (2, 7));
        Assert.That(peer.Drain(), Has.Some.Contains("DATA 0 ").And.Some.Contains("DATA 8 "));
    }

    [Test]
    public void Closing_the_stream_lets_go_what_was_gathered()
    {
        var peer = RawPeer.Established();
        Bursts(peer, messages: 12, size: 64);
        peer.Association.ResetStream(1, peer.Now);
        Assert.That(Chunks(peer.Drain()), Is.EqualTo(new[] { 4 }));
    }

    /// <summary>With a congestion window that is not what limits a flood.</summary>
    private static RawPeer EstablishedWithWindow()
    {
        var peer = RawPeer.Established();
        var sent = 0;
        for (var round = 0; round < 8; round++)
        {
            peer.Now += Ms;
            peer.Send(100_000);
            while (Chunks(peer.Drain()).Sum() is > 0 and var chunks) peer.Sack((sent += chunks) - 1);
        }
        Assert.That(peer.Association.Cwnd, Is.GreaterThan(100_000));
        return peer;
    }

    /// <summary>How many messages have left at each of the moments when some did.</summary>
    private static int[] Bursts(RawPeer peer, int messages, int size)
    {
        var bursts = new List<int>();
        for (var (i, waiting) = (0, 0); i < messages; i++)
        {
            peer.Now += Microsecond;
            peer.Send(size);
            waiting++;
            if (peer.Drain().Length == 0) continue;
            bursts.Add(waiting);
            waiting = 0;
        }
        return [.. bursts];
    }

    /// <summary>How many DATA chunks are in each packet.</summary>
    private static List<int> Chunks(string[] packets) =>
        [.. packets.Select(packet => packet.Split("DATA ").Length - 1)];
}

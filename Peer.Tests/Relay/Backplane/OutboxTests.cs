using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Relay.Backplane;
using RtcPeer.Relay.Rooms;

namespace RtcPeer.Peer.Tests.Relay.Backplane;

/// <summary>What is kept for the other relays, and for how long.</summary>
public class OutboxTests
{
    private static readonly RoomKey Room = RoomKey.Of("/blue/");

    [Test]
    public void Messages_are_taken_in_order_and_numbered_from_1()
    {
        var outbox = Filled(3);

        Assert.That(TakeAll(outbox, 0), Is.EqualTo(new[] { (1ul, 0), (2ul, 1), (3ul, 2) }));
        Assert.That((outbox.Newest, outbox.Waiting, outbox.Count), Is.EqualTo((3ul, 0, 3)));
        Assert.That(outbox.TryTake(At(0), out _), Is.False);
    }

    [Test]
    public void The_oldest_unsent_messages_give_way_and_are_counted_and_leave_no_gap_in_the_numbers()
    {
        var outbox = Filled(14, maxMessages: 10);

        Assert.That((outbox.Waiting, outbox.DroppedFull), Is.EqualTo((10, 4L)));
        Assert.That(TakeAll(outbox, 0), Is.EqualTo(Enumerable.Range(0, 10).Select(i => ((ulong)i + 1, i + 4))));
    }

    [Test]
    public void What_was_sent_gives_way_first_and_is_not_a_drop()
    {
        var outbox = Filled(6, maxMessages: 10);
        TakeAll(outbox, 0);
        Add(outbox, 6, 14, second: 0);

        Assert.That((outbox.Count, outbox.Waiting, outbox.DroppedFull), Is.EqualTo((10, 8, 0L)));
        Assert.That(outbox.TryFind(1, At(0), out var found), Is.True);
        Assert.That(found.Sequence, Is.EqualTo(5), "the first that is still here");
    }

    [Test]
    public void Bytes_are_bounded_too_and_the_largest_message_always_fits()
    {
        var outbox = new Outbox(100, 1000, TimeSpan.FromSeconds(60));
        foreach (var size in new[] { 400, 400, 400, 1000 })
        {
            outbox.Add(Room, Message(new byte[size]), At(0));
        }

        Assert.That((outbox.Bytes, outbox.Waiting, outbox.DroppedFull), Is.EqualTo((1000L, 1, 3L)));
    }

    [Test]
    public void What_is_too_old_goes_and_counts_as_dropped_only_if_it_was_never_sent()
    {
        var outbox = Filled(5);
        for (var i = 0; i < 2; i++)
        {
            outbox.TryTake(At(0), out _);
        }

        Add(outbox, 5, 6, second: 30);
        Assert.That(outbox.TryTake(At(60), out var third), Is.True, "no older than a minute");
        Assert.That(third.Message.Payload.Span[0], Is.EqualTo(2));
        Assert.That(outbox.TryTake(At(61), out var sixth), Is.True);

        Assert.That(sixth.Message.Payload.Span[0], Is.EqualTo(5));
        Assert.That((outbox.Count, outbox.DroppedExpired, outbox.DroppedFull), Is.EqualTo((1, 2L, 0L)));
        Assert.That(outbox.TryTake(At(91), out _), Is.False);
        Assert.That((outbox.Count, outbox.Bytes, outbox.DroppedExpired), Is.EqualTo((0, 0L, 2L)));
    }

    [Test]
    public void Sent_messages_are_found_by_number_or_by_age()
    {
        var outbox = new Outbox(100, 1000, TimeSpan.FromSeconds(60));
        for (var second = 0; second < 10; second++)
        {
            Add(outbox, second, second + 1, second);
        }

        Assert.That(outbox.FirstSince(TimeSpan.FromSeconds(60), At(9)), Is.EqualTo(1), "nothing is sent: it begins with the next");
        TakeAll(outbox, 9);

        Assert.That(outbox.TryFind(4, At(9), out var found) ? found.Sequence : 0, Is.EqualTo(4));
        Assert.That(outbox.TryFind(11, At(9), out _), Is.False);
        Assert.That(outbox.FirstSince(TimeSpan.FromSeconds(3), At(9)), Is.EqualTo(7));
        Assert.That(outbox.FirstSince(TimeSpan.FromDays(1000), At(9)), Is.EqualTo(1));
        Assert.That(outbox.FirstSince(TimeSpan.FromSeconds(3), At(40)), Is.EqualTo(11));
    }

    private static Outbox Filled(int count, int maxMessages = 100)
    {
        var outbox = new Outbox(maxMessages, 1_000_000, TimeSpan.FromSeconds(60));
        Add(outbox, 0, count, second: 0);
        return outbox;
    }

    private static void Add(Outbox outbox, int from, int to, int second)
    {
        for (var i = from; i < to; i++)
        {
            outbox.Add(Room, Message([(byte)i]), At(second));
        }
    }

    private static List<(ulong Sequence, int Content)> TakeAll(Outbox outbox, int second)
    {
        var taken = new List<(ulong, int)>();
        while (outbox.TryTake(At(second), out var entry))
        {
            taken.Add((entry.Sequence, entry.Message.Payload.Span[0]));
        }

        return taken;
    }

    private static RelayMessage Message(byte[] payload) => new(payload, WebSocketMessageType.Binary, 0);

    private static TimeSpan At(int second) => TimeSpan.FromSeconds(second);
}

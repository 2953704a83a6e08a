using System.Globalization;
using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Relay.Backplane;

namespace RtcPeer.Peer.Tests.Relay.Backplane;

/// <summary>Relays that lose their broker, or each other, in virtual time.</summary>
public class BackplaneNodeTests
{
    [Test]
    public void What_one_relay_sends_the_others_get_once_and_in_order_and_it_does_not()
    {
        var broker = new VirtualBroker();
        var (a, b, c) = Connected(broker);

        a.Send(100);
        broker.Run();

        Assert.That(b.Got, Is.EqualTo(Numbers(1, 0, 100)));
        Assert.That(c.Got, Is.EqualTo(Numbers(1, 0, 100)));
        Assert.That(a.Got, Is.Empty);
        Assert.That(a.Node.CountOthers(broker.Now), Is.EqualTo(2));
    }

    [Test]
    public void Relays_that_start_without_a_broker_exchange_what_was_sent_whoever_connects_first()
    {
        var broker = new VirtualBroker();
        var (a, b) = (broker.NewMember(), broker.NewMember());
        a.Send(10);
        b.Send(5);
        broker.Run(5);

        // A -> 10 messages -> nobody
        a.Connect();
        broker.Run(1);
        b.Connect();
        a.Send(1);
        broker.Run(1);

        Assert.That(b.Got, Is.EqualTo(Numbers(1, 0, 11)));
        Assert.That(a.Got, Is.EqualTo(Numbers(2, 0, 5)));
    }

    [Test]
    public void What_was_sent_just_after_a_relay_had_started_reaches_it_even_if_the_broker_takes_its_time()
    {
        var broker = new VirtualBroker();
        var (a, b) = (broker.NewMember(), broker.NewMember());
        a.Send(10);
        a.Connect();
        broker.Run();
        b.Connect();

        // Announced, asked for, sent again: each takes half a second.
        for (var i = 0; i < 6; i++)
        {
            while (a.Write() | b.Write())
            {
            }

            broker.Wait(0.5);
            while (a.Read() | b.Read())
            {
            }
        }

        Assert.That(b.Got, Is.EqualTo(Numbers(1, 0, 10)));
    }

    [Test]
    public void A_relay_gets_nothing_that_is_older_than_itself()
    {
        var broker = new VirtualBroker();
        var a = broker.NewMember();
        a.Connect();
        a.Send(10);
        broker.Run(5);

        var b = broker.NewMember();
        b.Connect();
        broker.Run(1);
        a.Send(2);
        broker.Run();

        Assert.That(b.Got, Is.EqualTo(Numbers(1, 10, 2)));
        Assert.That(b.Node.Lost, Is.Zero);
    }

    [Test]
    public void What_was_in_a_queue_when_the_broker_died_is_sent_again()
    {
        var broker = new VirtualBroker();
        var (a, b, c) = Connected(broker);
        a.Send(10);
        while (a.Write())
        {
        }

        b.Read();
        b.Read();
        broker.Restart();
        a.Send(3);
        broker.Run(2);
        a.Connect();
        broker.Run(2);
        c.Connect();
        broker.Run(2);
        b.Connect();
        broker.Run(2);

        Assert.That(b.Got, Is.EqualTo(Numbers(1, 0, 13)));
        Assert.That(c.Got, Is.EqualTo(Numbers(1, 0, 13)));
    }

    [Test]
    public void What_nobody_noticed_to_be_lost_comes_with_the_next_message_or_the_next_announcement([Values] bool anotherMessage)
    {
        var broker = new VirtualBroker();
        var (a, b, _) = Connected(broker);
        a.Send(5);
        while (a.Write())
        {
        }

        b.DropQueue();
        if (anotherMessage)
        {
            a.Send(1);
        }

        broker.Run(anotherMessage ? 0 : BackplaneNode.AnnounceInterval.TotalSeconds);

        Assert.That(b.Got, Is.EqualTo(Numbers(1, 0, anotherMessage ? 6 : 5)));
    }

    [Test]
    public void What_is_not_kept_any_more_is_counted_by_whoever_missed_it_and_the_rest_arrives()
    {
        var broker = new VirtualBroker();
        var (a, b) = (broker.NewMember(maxMessages: 4), broker.NewMember());
        a.Connect();
        b.Connect();
        broker.Run();
        b.Disconnect();
        a.Send(1);
        broker.Run();
        for (var i = 0; i < 9; i++)
        {
            a.Send(1);
            broker.Run();
        }

        b.Connect();
        broker.Run();

        Assert.That(b.Got, Is.EqualTo(Numbers(1, 6, 4)));
        Assert.That(b.Node.Lost, Is.EqualTo(6));
        Assert.That(a.Node.Outbox.DroppedFull, Is.Zero, "they were sent");
    }

    [Test]
    public void Junk_and_messages_over_the_limit_are_dropped_and_counted_and_what_follows_is_not()
    {
        var broker = new VirtualBroker();
        var (a, b) = (broker.NewMember(), broker.NewMember(maxMessageBytes: 10));
        a.Connect();
        b.Connect();
        broker.Run();
        b.Enqueue([], "");
        b.Enqueue("junk"u8.ToArray(), "somewhere");
        a.SendText(new string('x', 11));
        a.Node.Outbox.Add(VirtualBroker.Room, new(new byte[] { 0xFF }, WebSocketMessageType.Text, 0), broker.Now);
        a.SendText("0123456789");
        broker.Run(5);

        Assert.That(b.Got, Is.EqualTo(new[] { "0123456789" }));
        Assert.That((b.Node.Malformed, b.Node.TooBig, b.Node.Lost), Is.EqualTo((3L, 1L, 0L)));
    }

    [Test]
    public void A_sender_that_never_sends_again_what_it_announces_is_followed_all_the_same()
    {
        var broker = new VirtualBroker();
        var b = broker.NewMember();
        b.Connect();
        var liar = new RelayId(99);
        void Hear(Envelope envelope)
        {
            b.Enqueue(EnvelopeTests.Bytes(envelope), "liar");
            broker.Run(3);
        }

        Hear(new Envelope.Replay(liar, new RelayId(1), 1));
        for (ulong i = 5; i < 15; i++)
        {
            Hear(new Envelope.Message(liar, i, VirtualBroker.Room, WebSocketMessageType.Text, new[] { (byte)('a' + i) }));
            Hear(new Envelope.Replay(liar, new RelayId(1), 1));
        }

        Assert.That(b.Got, Is.Not.Empty.And.Ordered);
        Assert.That(b.Node.Lost, Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public void Whatever_happens_each_message_arrives_once_and_in_order([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        var broker = new VirtualBroker();
        var members = new[] { broker.NewMember(), broker.NewMember(), broker.NewMember() };
        var sent = new int[members.Length];
        for (var i = 0; i < 400; i++)
        {
            var who = random.Next(members.Length);
            switch (random.Next(100))
            {
                case < 2:
                    broker.Restart();
                    break;
                case < 6:
                    members[who].Disconnect();
                    break;
                case < 14 when !members[who].IsConnected:
                    members[who].Connect();
                    break;
                case < 16:
                    members[who].DropQueue();
                    break;
                case < 20:
                    broker.Run(random.NextDouble() / 10);
                    break;
                case < 50:
                    members[who].Send(1);
                    sent[who]++;
                    break;
                case < 75:
                    members[who].Write();
                    break;
                default:
                    members[who].Read();
                    break;
            }
        }

        foreach (var member in members.Where(member => !member.IsConnected))
        {
            member.Connect();
        }

        broker.Run(25);

        for (var to = 0; to < members.Length; to++)
        {
            for (var from = 0; from < members.Length; from++)
            {
                var prefix = string.Create(CultureInfo.InvariantCulture, $"{from + 1}:");
                Assert.That(
                    members[to].Got.Where(text => text.StartsWith(prefix, StringComparison.Ordinal)),
                    Is.EqualTo(Numbers(from + 1, 0, from == to ? 0 : sent[from])),
                    $"seed {seed}: from {from + 1} to {to + 1}");
            }
        }
    }

    private static (VirtualBroker.Member A, VirtualBroker.Member B, VirtualBroker.Member C) Connected(VirtualBroker broker)
    {
        var (a, b, c) = (broker.NewMember(), broker.NewMember(), broker.NewMember());
        a.Connect();
        b.Connect();
        c.Connect();
        broker.Run(1);
        return (a, b, c);
    }

    private static IEnumerable<string> Numbers(int sender, int from, int count) =>
        Enumerable.Range(from, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{sender}:{i}"));
}

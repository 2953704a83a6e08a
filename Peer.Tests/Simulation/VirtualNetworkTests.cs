using NUnit.Framework;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

public class VirtualNetworkTests
{
    private static readonly TransportAddress A = TransportAddress.Create([10, 0, 0, 1], 1000);
    private static readonly TransportAddress B = TransportAddress.Create([10, 0, 0, 2], 2000);
    private static readonly TransportPath FromA = new(A, B);

    private static readonly LinkConditions Rough = new()
    {
        Latency = TimeSpan.FromMilliseconds(30),
        Jitter = TimeSpan.FromMilliseconds(10),
        Loss = 0.1,
        Duplication = 0.1,
        Reordering = 0.1,
        Bursts = new(0.01, 0.3),
    };

    [Test]
    public void The_same_seed_gives_the_same_arrivals_whatever_the_sizes()
    {
        var first = Trace(new(7, Rough), index => 100);

        Assert.That(Trace(new(7, Rough), index => 100 + index % 13), Is.EqualTo(first));
        Assert.That(Trace(new(8, Rough), index => 100), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_perfect_wire_delivers_all_at_once_in_order_seen_from_the_receiver()
    {
        var network = new VirtualNetwork(1);
        for (byte i = 0; i < 10; i++) network.Send(FromA, [i]);

        for (byte i = 0; i < 10; i++)
        {
            Assert.That(network.TryReceive(out var datagram), Is.True);
            Assert.That(datagram.Bytes, Is.EqualTo(new[] { i }));
            Assert.That(datagram.Path, Is.EqualTo(new TransportPath(B, A)));
        }
        Assert.That(network.TryReceive(out _), Is.False);
        Assert.That(network.NextArrival, Is.EqualTo(Instant.Never));
    }

    [TestCase(0.0)]
    [TestCase(0.05)]
    [TestCase(0.2)]
    [TestCase(1.0)]
    public void Loses_about_as_much_as_told(double loss)
    {
        var network = new VirtualNetwork(3, new() { Loss = loss });
        for (var i = 0; i < 10_000; i++) network.Send(FromA, [1]);

        Assert.That(network.Lost / 10_000.0, Is.EqualTo(loss).Within(0.02));
    }

    [Test]
    public void Bursts_lose_several_in_a_row()
    {
        var network = new VirtualNetwork(4, new() { Bursts = new(0.02, 0.25) });
        var (bursts, wasLost) = (0, false);
        for (var i = 0; i < 10_000; i++)
        {
            var before = network.Lost;
            network.Send(FromA, [1]);
            var isLost = network.Lost > before;
            if (isLost && !wasLost) bursts++;
            wasLost = isLost;
        }

        Assert.That(network.Lost / (double)bursts, Is.EqualTo(4).Within(0.8));
    }

    [Test]
    public void Jitter_keeps_the_order_and_reordering_breaks_it()
    {
        var jitter = new LinkConditions { Latency = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(5) };

        Assert.That(Order(new(5, jitter)), Is.Ordered);
        Assert.That(Order(new(5, jitter with { Reordering = 0.2 })), Is.Not.Ordered);
    }

    [Test]
    public void A_bottleneck_sets_the_pace_and_drops_what_its_queue_does_not_hold()
    {
        var network = new VirtualNetwork(6, new() { BytesPerSecond = 100_000, QueueLimit = 10_000 });
        for (var i = 0; i < 20; i++) network.Send(FromA, new byte[1000]);

        Assert.That(network.Lost, Is.EqualTo(10));
        var arrivals = Arrivals(network);
        Assert.That(arrivals[0].Ticks, Is.EqualTo(TimeSpan.FromMilliseconds(10).Ticks));
        Assert.That(arrivals[^1].Ticks, Is.EqualTo(TimeSpan.FromMilliseconds(100).Ticks));
    }

    [Test]
    public void Larger_datagrams_than_the_MTU_vanish()
    {
        var network = new VirtualNetwork(7, new() { Mtu = 1200 });
        network.Send(FromA, new byte[1200]);
        network.Send(FromA, new byte[1201]);

        Assert.That(Arrivals(network), Has.Count.EqualTo(1));
        Assert.That(network.Lost, Is.EqualTo(1));
    }

    [Test]
    public void A_partition_lets_nothing_through_in_its_direction()
    {
        var network = new VirtualNetwork(8);
        network.SetConditions(A, B, new() { Partitions = [new(new(10), new(20))] });
        foreach (var instant in (long[])[9, 10, 19, 20])
        {
            network.AdvanceTo(new(instant));
            network.Send(FromA, [1]);
            network.Send(new(B, A), [2]);
        }

        var received = new List<byte>();
        while (network.TryReceive(out var datagram)) received.Add(datagram.Bytes[0]);
        Assert.That(received, Is.EqualTo(new byte[] { 1, 2, 2, 2, 1, 2 }));
    }

    [Test]
    public void Scripted_drops_go_by_index()
    {
        var network = new VirtualNetwork(9, new() { Drops = index => index == 1 });
        for (byte i = 0; i < 3; i++) network.Send(FromA, [i]);

        Assert.That(Order(network), Is.EqualTo(new byte[] { 0, 2 }));
    }

    private static List<(Instant, byte)> Trace(VirtualNetwork network, Func<int, int> sizeOf)
    {
        for (var i = 0; i < 200; i++)
        {
            var datagram = new byte[sizeOf(i)];
            datagram[0] = (byte)i;
            network.Send(FromA, datagram);
            network.AdvanceTo(network.Now + TimeSpan.FromMilliseconds(1));
        }
        var trace = new List<(Instant, byte)>();
        while (network.NextArrival != Instant.Never)
        {
            network.AdvanceTo(Instant.Later(network.Now, network.NextArrival));
            while (network.TryReceive(out var datagram)) trace.Add((network.Now, datagram.Bytes[0]));
        }
        return trace;
    }

    private static List<byte> Order(VirtualNetwork network)
    {
        if (network.Sent == 0)
        {
            for (byte i = 0; i < 200; i++) network.Send(FromA, [i]);
        }
        var order = new List<byte>();
        while (network.NextArrival != Instant.Never)
        {
            network.AdvanceTo(network.NextArrival);
            while (network.TryReceive(out var datagram)) order.Add(datagram.Bytes[0]);
        }
        return order;
    }

    private static List<Instant> Arrivals(VirtualNetwork network)
    {
        var arrivals = new List<Instant>();
        while (network.NextArrival != Instant.Never)
        {
            network.AdvanceTo(network.NextArrival);
            while (network.TryReceive(out _)) arrivals.Add(network.Now);
        }
        return arrivals;
    }
}

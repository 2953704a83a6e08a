using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.PathMtu;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// Paths of any MTU, and such as become narrower without a word, or where the other end drops what is large: nothing
/// is lost, and what the path carries is used.
/// </summary>
public class PathMtuSimulationTests
{
    private static readonly SctpOptions Options = new()
    {
        MaxPacketSize = 1160, MaxProbedPacketSize = 16_336, HeartbeatInterval = TimeSpan.Zero,
    };

    private static readonly int[] Sizes = Plateaus.Of(Options);

    [Test]
    public void Within_a_few_round_trips_the_largest_size_that_the_path_carries_is_used([Range(0, 59)] int seed)
    {
        var random = new Random(seed);
        var mtu = RandomMtu(random);
        var latency = TimeSpan.FromMilliseconds(random.Next(1, 100));
        var pair = new SctpPair(seed, new() { Latency = latency, Mtu = mtu }, Options, Options).Connect();

        pair.Loop.RunUntil(
            () => pair.A.Association.MaxPacketSize == Largest(mtu) && pair.B.Association.MaxPacketSize == Largest(mtu),
            30 * latency + TimeSpan.FromMilliseconds(100), $"the largest size of {mtu}");
        pair.Loop.RunFor(TimeSpan.FromMinutes(1));

        Assert.That(pair.A.Association.MaxPacketSize, Is.EqualTo(Largest(mtu)), $"Seed {seed}, {mtu}");
        Assert.That(pair.A.Association.Retransmissions, Is.Zero, $"Seed {seed}");
    }

    [Test]
    public void On_Ethernet_one_round_trip_is_enough()
    {
        var pair = new SctpPair(1, new() { Latency = TimeSpan.FromMilliseconds(50), Mtu = 1472 }, Options, Options).Connect();

        pair.Loop.RunFor(TimeSpan.FromMilliseconds(101));

        Assert.That(
            (pair.A.Association.MaxPacketSize, pair.B.Association.MaxPacketSize), Is.EqualTo((Largest(1472), Largest(1472))));
    }

    [Test]
    public void Each_direction_has_its_own_size()
    {
        var pair = new SctpPair(1, new() { Latency = TimeSpan.FromMilliseconds(5), Mtu = 9000 }, Options, Options);
        pair.Network.SetConditions(
            TransportAddress.Create([10, 0, 0, 2], 0), TransportAddress.Create([10, 0, 0, 1], 0),
            new() { Latency = TimeSpan.FromMilliseconds(5), Mtu = 1300 });
        pair.Connect().Loop.RunFor(TimeSpan.FromSeconds(5));

        Assert.That(
            (pair.A.Association.MaxPacketSize, pair.B.Association.MaxPacketSize), Is.EqualTo((Largest(9000), Largest(1300))));
    }

    [Test]
    public void Delivers_everything_over_a_path_that_changes_its_MTU_again_and_again([Range(0, 79)] int seed)
    {
        var random = new Random(seed);
        var conditions = new LinkConditions
        {
            Latency = TimeSpan.FromMilliseconds(random.Next(1, 50)),
            Loss = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.1,
            Reordering = random.Next(3) == 0 ? 0.1 : 0,
            BytesPerSecond = random.Next(3) == 0 ? random.Next(200_000, 5_000_000) : 0,
            Mtu = RandomMtu(random),
        };
        var pair = new SctpPair(seed, conditions, Options, Options).Connect();
        var (fromA, fromB) = (Fill(pair.A, random), Fill(pair.B, random));
        for (var i = 0; i < 10; i++)
        {
            pair.Loop.RunFor(TimeSpan.FromMilliseconds(random.Next(1, 300)));
            pair.Network.Conditions = conditions with { Mtu = RandomMtu(random) };
        }

        pair.Loop.RunUntil(
            () => pair.B.Messages.Count == fromA.Count && pair.A.Messages.Count == fromB.Count, TimeSpan.FromMinutes(5));
        AssertSame(pair.B, fromA, seed);
        AssertSame(pair.A, fromB, seed);
    }

    [Test]
    public void A_path_that_becomes_narrower_in_mid_transfer_costs_no_more_than_some_round_trips([Range(0, 5)] int seed)
    {
        var random = new Random(seed);
        var conditions = new LinkConditions
        {
            Latency = TimeSpan.FromMilliseconds(10), Mtu = random.Next(2) == 0 ? 16_400 : 9000, BytesPerSecond = 5_000_000,
        };
        var pair = new SctpPair(seed, conditions, Options, Options).Connect();
        pair.A.OnTurn = now =>
        {
            while (pair.A.Association.Send(1, 53, new byte[65_536], default, now) == SendResult.Accepted) ;
        };
        pair.Loop.RunFor(TimeSpan.FromSeconds(2));
        Assert.That(pair.A.Association.MaxPacketSize, Is.EqualTo(Largest(conditions.Mtu)), $"Seed {seed}");

        var mtu = random.Next(1200, 1500);
        pair.Network.Conditions = conditions with { Mtu = mtu };
        var before = pair.B.Messages.Count;
        pair.Loop.RunUntil(() => pair.B.Messages.Count > before + 10, TimeSpan.FromMilliseconds(500), "going on");
        pair.Loop.RunFor(TimeSpan.FromSeconds(2));
        before = pair.B.Messages.Count;
        pair.Loop.RunFor(TimeSpan.FromSeconds(2));

        Assert.That(pair.A.Association.MaxPacketSize, Is.EqualTo(Largest(mtu)), $"Seed {seed}");
        Assert.That((pair.B.Messages.Count - before) * 65_536 / 2, Is.GreaterThan(0.8 * 5_000_000), $"Seed {seed}: B/s");
    }

    [Test]
    public void Small_messages_beside_do_not_hide_that_large_packets_are_lost([Range(0, 9)] int seed)
    {
        var pair = new SctpPair(seed, new() { Latency = TimeSpan.FromMilliseconds(10) }, Options, Options).Connect();
        pair.Loop.RunFor(TimeSpan.FromSeconds(1));
        pair.Network.Conditions = pair.Network.Conditions with { Mtu = 1300 };
        var random = new Random(seed);
        var sent = new List<byte[]>();
        for (var i = 0; i < 200; i++)
        {
            var payload = new byte[random.Next(8) == 0 ? 5000 : 100];
            random.NextBytes(payload);
            sent.Add(payload);
            pair.A.Outbox.Enqueue(new((ushort)(payload.Length & 1), 53, payload, new(Unordered: true, null, null)));
            pair.Loop.RunFor(TimeSpan.FromMilliseconds(5));
        }

        pair.Loop.RunUntil(() => pair.B.Messages.Count == sent.Count, TimeSpan.FromSeconds(1));

        Assert.That(pair.A.Association.MaxPacketSize, Is.EqualTo(Largest(1300)), $"Seed {seed}");
        Assert.That(pair.A.Association.Timeouts, Is.Zero, $"Seed {seed}");
    }

    private static int RandomMtu(Random random) => random.Next(4) switch
    {
        0 => random.Next(1200, 1500),
        1 => random.Next(1200, 10_000),
        2 => 1472,
        _ => random.Next(1200, 20_000),
    };

    /// <summary>Of the sizes that are tried. The bare associations here have no DTLS around their packets.</summary>
    private static int Largest(int mtu) => Sizes.Last(size => size <= mtu);

    private static List<byte[]> Fill(SctpEndpoint endpoint, Random random)
    {
        var sent = new List<byte[]>();
        for (var i = 0; i < 60; i++)
        {
            var payload = new byte[random.Next(1, random.Next(2) == 0 ? 200 : 60_000)];
            random.NextBytes(payload);
            sent.Add(payload);
            endpoint.Outbox.Enqueue(new(1, 53, payload));
        }
        return sent;
    }

    private static void AssertSame(SctpEndpoint receiver, List<byte[]> sent, int seed)
    {
        for (var i = 0; i < sent.Count; i++)
            Assert.That(receiver.Messages[i].Payload.AsSpan().SequenceEqual(sent[i]), Is.True, $"Seed {seed}: message {i}");
    }
}

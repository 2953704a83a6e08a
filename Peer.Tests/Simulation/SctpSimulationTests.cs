using System.Buffers.Binary;
using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// Whatever the network does: each message exactly once, in order where asked for, intact. RTCPEER_SEEDS sets how many
/// seeds, RTCPEER_FIRST_SEED the first of them.
/// </summary>
public class SctpSimulationTests
{
    private const int DefaultSeeds = 250;
    private const int SeedsOfACase = 25;

    private static readonly SctpOptions Plain = new() { HeartbeatInterval = TimeSpan.Zero };

    private static IEnumerable<int> FirstSeeds
    {
        get
        {
            var first = Setting("RTCPEER_FIRST_SEED", 1);
            var count = Setting("RTCPEER_SEEDS", DefaultSeeds);
            for (var offset = 0; offset < count; offset += SeedsOfACase) yield return first + offset;
        }
    }

    [TestCaseSource(nameof(FirstSeeds))]
    public void Delivers_everything_under_loss_duplication_and_reordering(int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + SeedsOfACase; seed++) RunSeed(seed);
    }

    [Test]
    public void Needs_no_retransmission_on_a_perfect_wire()
    {
        var pair = new SctpPair(1, new() { Latency = TimeSpan.FromMilliseconds(5) }).Connect();
        var sent = FillOutbox(pair.A, new(1), 200, 60_000);

        pair.Loop.RunUntil(() => pair.B.Messages.Count == sent.Count, TimeSpan.FromSeconds(2));

        AssertDelivered(pair.B, sent, 1);
        Assert.That(pair.A.Association.Retransmissions, Is.Zero);
        Assert.That(pair.A.Association.Timeouts, Is.Zero);
        Assert.That(pair.A.Association.SmoothedRoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(10)).Within(TimeSpan.FromMilliseconds(5)));
    }

    [Test]
    public void Survives_a_partition_of_two_minutes([Values(1, 2, 3)] int seed)
    {
        var start = default(Instant) + TimeSpan.FromSeconds(1);
        var partition = new Partition(start, start + TimeSpan.FromMinutes(2));
        var pair = new SctpPair(seed, new() { Latency = TimeSpan.FromMilliseconds(20), Partitions = [partition] }).Connect();
        pair.Loop.RunFor(TimeSpan.FromSeconds(2));
        var sent = FillOutbox(pair.A, new(seed), 20, 20_000);

        pair.Loop.RunUntil(() => pair.B.Messages.Count == sent.Count, TimeSpan.FromSeconds(130));

        AssertDelivered(pair.B, sent, seed);
        Assert.That(pair.A.Closed, Is.Null);
    }

    [Test]
    public void Fills_a_bottleneck_without_starving([Values(1, 2, 3, 4)] int seed)
    {
        var conditions = new LinkConditions
        {
            Latency = TimeSpan.FromMilliseconds(20), BytesPerSecond = 1_000_000, QueueLimit = 50_000,
        };
        var pair = new SctpPair(seed, conditions).Connect();
        var sent = FillOutbox(pair.A, new(seed), 100, 80_000);
        var start = pair.Now;

        pair.Loop.RunUntil(() => pair.B.Messages.Count == sent.Count, TimeSpan.FromMinutes(2));

        AssertDelivered(pair.B, sent, seed);
        var rate = sent.Sum(message => message.Payload.Length) / (pair.Now - start).TotalSeconds;
        Assert.That(rate, Is.GreaterThan(700_000), $"Seed {seed}");
    }

    [Test]
    public void A_lost_tail_costs_less_than_a_retransmission_timeout([Values(1, 2, 3, 4, 5)] int seed)
    {
        var pair = new SctpPair(seed, new() { Latency = TimeSpan.FromMilliseconds(10) }).Connect();
        pair.A.Outbox.Enqueue(new(1, 53, new byte[100]));
        pair.Loop.RunFor(TimeSpan.FromSeconds(1));
        pair.A.Outbox.Enqueue(new(1, 53, new byte[100]));
        pair.Network.Conditions = pair.Network.Conditions with { Loss = 1 };
        pair.Loop.RunFor(TimeSpan.FromTicks(1));
        pair.Network.Conditions = pair.Network.Conditions with { Loss = 0 };
        var start = pair.Now;

        pair.Loop.RunUntil(() => pair.B.Messages.Count == 2, TimeSpan.FromSeconds(10));

        Assert.That(pair.Now - start, Is.LessThan(TimeSpan.FromMilliseconds(80)), $"Seed {seed}");
        Assert.That(pair.A.Association.Timeouts, Is.Zero);
    }

    [Test]
    public void Streams_are_reset_and_used_again_under_loss([Range(0, 39)] int seed)
    {
        var random = new Random(seed);
        var pair = new SctpPair(seed, RandomConditions(random), RandomOptions(random), RandomOptions(random)).Connect();
        const int Lives = 4;
        for (var life = 0; life < Lives; life++)
        {
            var expected = life + 1;
            var sent = FillOutbox(pair.A, random, random.Next(1, 8), 10_000);
            pair.A.OnTurn = _ =>
            {
                if (pair.A.Outbox.Count > 0) return;
                pair.A.OnTurn = null;
                for (ushort stream = 0; stream < 4; stream++) pair.A.Association.ResetStream(stream, pair.Now);
            };
            pair.Loop.RunUntil(
                () => Count(pair.A, SctpEventKind.StreamResetOutgoing) == 4 * expected,
                TimeSpan.FromMinutes(3),
                "the reset");
            Assert.That(Count(pair.B, SctpEventKind.StreamResetIncoming), Is.EqualTo(4 * expected), $"Seed {seed}");
            AssertDelivered(pair.B, sent, seed);
            Assert.That(pair.B.Log[^1].Kind, Is.EqualTo(SctpEventKind.StreamResetIncoming), $"Seed {seed}: after every message");
            pair.B.Messages.Clear();
        }
    }

    [Test]
    public void Partly_reliable_messages_come_once_in_order_or_never([Range(0, 39)] int seed)
    {
        var random = new Random(seed);
        var pair = new SctpPair(seed, RandomConditions(random), RandomOptions(random), RandomOptions(random)).Connect();
        var sent = FillOutbox(pair.A, random, 60, 8_000, i => i % 3 == 0
            ? default
            : new SendOptions(
                Unordered: random.Next(2) == 0,
                random.Next(2) == 0 ? (ushort)random.Next(3) : null,
                random.Next(2) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 500)) : null));

        pair.Loop.RunUntil(
            () => pair.A.Outbox.Count == 0 && pair.A.Association.UnacknowledgedTotal == 0 && pair.A.NextDeadline == Instant.Never,
            TimeSpan.FromMinutes(5),
            "the last acknowledgement");
        pair.Loop.RunFor(TimeSpan.FromSeconds(5));
        var arrived = pair.B.Messages.Select(message => BinaryPrimitives.ReadInt32BigEndian(message.Payload)).ToHashSet();
        Assert.That(
            Enumerable.Range(0, sent.Count).Where(i => sent[i].Options is { MaxRetransmits: null, Lifetime: null }),
            Is.SubsetOf(arrived), $"Seed {seed}: what is reliable arrives");
        AssertDelivered(pair.B, sent, seed, all: false);

        // Nothing is stuck behind what was given up.
        pair.B.Messages.Clear();
        var after = FillOutbox(pair.A, random, 20, 3_000);
        pair.Loop.RunUntil(() => pair.B.Messages.Count == after.Count, TimeSpan.FromMinutes(2), "the rest");
        AssertDelivered(pair.B, after, seed);
        Assert.That(pair.A.Association.SendBufferFree, Is.GreaterThan(0));
    }

    [Test]
    public void A_slow_reader_slows_the_sender_and_loses_nothing([Range(0, 19)] int seed)
    {
        var random = new Random(seed);
        var options = Plain with { ReceiveWindow = 96 * 1024, MaxMessageSize = 48 * 1024, SendBufferSize = 128 * 1024 };
        var pair = new SctpPair(seed, RandomConditions(random), options, options).Connect();
        pair.B.Reads = false;
        var sent = FillOutbox(pair.A, random, 60, 40_000);
        var (read, held, due) = (0, 0L, pair.Now);
        pair.B.OnTurn = now =>
        {
            held = pair.B.Messages.Skip(read).Sum(message => (long)(message.Payload?.Length ?? 0));
            if (held > 2 * options.ReceiveWindow) Assert.Fail($"Seed {seed}: {held} bytes held");
            for (; now >= due && read < pair.B.Messages.Count; due = now + TimeSpan.FromMilliseconds(200))
                pair.B.Association.Consume(pair.B.Messages[read++].Payload?.Length ?? 0);
        };

        pair.Loop.RunUntil(() => pair.B.Messages.Count == sent.Count, TimeSpan.FromMinutes(5), "the last message");

        AssertDelivered(pair.B, sent, seed);
        Assert.That(pair.A.Closed, Is.Null);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;

    private static void RunSeed(int seed)
    {
        var random = new Random(seed);
        var pair = new SctpPair(seed, RandomConditions(random), RandomOptions(random), RandomOptions(random)).Connect();
        var fromA = FillOutbox(pair.A, random, random.Next(1, 30), 30_000);
        var fromB = FillOutbox(pair.B, random, random.Next(1, 30), 30_000);

        pair.Loop.RunUntil(
            () => pair.B.Messages.Count >= fromA.Count && pair.A.Messages.Count >= fromB.Count,
            TimeSpan.FromMinutes(5),
            "the last message");
        AssertDelivered(pair.B, fromA, seed);
        AssertDelivered(pair.A, fromB, seed);

        var closer = random.Next(2) == 0 ? pair.A : pair.B;
        closer.Association.Shutdown(pair.Now);
        pair.Loop.RunUntil(() => pair.A.Closed is not null && pair.B.Closed is not null, TimeSpan.FromMinutes(2), "the end");
        pair.Loop.RunFor(TimeSpan.FromMinutes(1));
        AssertDelivered(pair.B, fromA, seed);
        AssertDelivered(pair.A, fromB, seed);
        Assert.That(pair.A.NextDeadline, Is.EqualTo(Instant.Never), $"Seed {seed}");
        Assert.That(pair.B.NextDeadline, Is.EqualTo(Instant.Never), $"Seed {seed}");
        Assert.That(pair.A.Association.UnacknowledgedTotal, Is.Zero, $"Seed {seed}");
        Assert.That(pair.B.Association.UnacknowledgedTotal, Is.Zero, $"Seed {seed}");
    }

    private static LinkConditions RandomConditions(Random random) => new()
    {
        Latency = TimeSpan.FromMilliseconds(random.Next(0, 50)),
        Jitter = TimeSpan.FromMilliseconds(random.Next(0, 20)),
        Loss = random.NextDouble() * 0.2,
        Duplication = random.NextDouble() * 0.1,
        Reordering = random.NextDouble() * 0.2,
        Bursts = random.Next(4) == 0 ? new(0.01, 0.3) : null,
        BytesPerSecond = random.Next(4) == 0 ? random.Next(100_000, 2_000_000) : 0,
    };

    private static SctpOptions RandomOptions(Random random) => Plain with
    {
        MaxPacketSize = random.Next(600, 1400),
        MaxMessageSize = 64 * 1024,
        ReceiveWindow = random.Next(3) == 0 ? 128 * 1024 : 2 * 1024 * 1024,
        SendBufferSize = random.Next(3) == 0 ? 64 * 1024 : 2 * 1024 * 1024,
        Interleaving = random.Next(4) > 0,
        ZeroChecksum = random.Next(4) > 0,
    };

    private static int Count(SctpEndpoint endpoint, SctpEventKind kind) => endpoint.Events.Count(e => e.Kind == kind);

    private static List<SctpEndpoint.OutboxMessage> FillOutbox(
        SctpEndpoint endpoint, Random random, int count, int maxSize, Func<int, SendOptions>? choose = null)
    {
        for (var i = 0; i < count; i++)
        {
            var size = random.Next(3) switch
            {
                0 => random.Next(4, 100),
                1 => random.Next(4, 3000),
                _ => random.Next(4, maxSize),
            };
            var payload = new byte[size];
            random.NextBytes(payload);
            BinaryPrimitives.WriteInt32BigEndian(payload, i);
            var options = choose?.Invoke(i) ?? new SendOptions(Unordered: random.Next(3) == 0, null, null);
            endpoint.Outbox.Enqueue(new((ushort)random.Next(4), (uint)random.Next(51, 54), payload, options));
        }
        return [.. endpoint.Outbox];
    }

    private static void AssertDelivered(
        SctpEndpoint receiver, List<SctpEndpoint.OutboxMessage> sent, int seed, bool all = true)
    {
        if (all) Assert.That(receiver.Messages, Has.Count.EqualTo(sent.Count), $"Seed {seed}: exactly once");
        var lastOrdered = new Dictionary<ushort, int>();
        var seen = new HashSet<int>();
        foreach (var message in receiver.Messages)
        {
            var index = BinaryPrimitives.ReadInt32BigEndian(message.Payload);
            var original = sent[index];
            Assert.That(seen.Add(index), Is.True, $"Seed {seed}: message {index} twice");
            Assert.That(message.Payload.AsSpan().SequenceEqual(original.Payload), Is.True, $"Seed {seed}: message {index}");
            Assert.That((message.Stream, message.Ppid), Is.EqualTo((original.Stream, original.Ppid)), $"Seed {seed}");
            if (original.Options.Unordered) continue;
            Assert.That(index, Is.GreaterThan(lastOrdered.GetValueOrDefault(message.Stream, -1)), $"Seed {seed}: order");
            lastOrdered[message.Stream] = index;
        }
    }
}

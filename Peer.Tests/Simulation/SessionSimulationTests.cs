using System.Globalization;
using NUnit.Framework;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// Whole sessions over bad networks, a seed each: connect, exchange messages both ways, close. The environment variable
/// RTCPEER_SEEDS sets how many seeds, RTCPEER_FIRST_SEED the first of them.
/// </summary>
public class SessionSimulationTests
{
    private const int SeedsPerCase = 50;
    private const int DefaultSeeds = 500;
    private const int LargestMessage = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static IEnumerable<object[]> Seeds() =>
        Enumerable.Range(Setting("RTCPEER_FIRST_SEED", 1), Setting("RTCPEER_SEEDS", DefaultSeeds))
            .Chunk(SeedsPerCase)
            .Select(seeds => new object[] { seeds[0], seeds[^1] });

    [TestCaseSource(nameof(Seeds))]
    public void Delivers_exactly_once_in_order_and_intact_and_closes(int firstSeed, int lastSeed)
    {
        for (var seed = firstSeed; seed <= lastSeed; seed++) Run(seed);
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var pair = new SimulatedPair(seed, DrawConditions(random));
        var (caller, callee, loop) = (pair.Caller, pair.Callee, pair.Loop);
        var channel = caller.Session.CreateDataChannel(new("chat"), pair.Loop.Now);

        pair.Negotiate(TimeSpan.FromMilliseconds(random.Next(200)));
        loop.RunUntil(() => caller.Opened.Count == 1 && callee.Opened.Count == 1, Patience, "the open channel");
        var expectedByCallee = Send(caller, channel, random);
        var expectedByCaller = Send(callee, callee.Opened[0], random);
        loop.RunUntil(
            () => callee.ReceivedOn(callee.Opened[0]).Count >= expectedByCallee.Count
                && caller.ReceivedOn(channel).Count >= expectedByCaller.Count,
            Patience, "the last message");
        caller.Session.CloseDataChannel(channel, loop.Now);
        loop.RunUntil(() => caller.Closed.Count == 1 && callee.Closed.Count == 1, Patience, "the closed channel");

        Assert.Multiple(() =>
        {
            Assert.That(callee.ReceivedOn(callee.Opened[0]), Is.EqualTo(expectedByCallee), $"seed {seed}, at the callee");
            Assert.That(caller.ReceivedOn(channel), Is.EqualTo(expectedByCaller), $"seed {seed}, at the caller");
            Assert.That(caller.Closed.Values.Concat(callee.Closed.Values), Is.All.True, $"seed {seed}, closed cleanly");
        });

        caller.Session.Close(loop.Now);
        loop.RunUntil(() => callee.Session.State is SessionState.Closed or SessionState.Failed, Patience, "the end");
        callee.Session.Close(loop.Now);
        loop.RunFor(TimeSpan.FromSeconds(1));
        Assert.That(caller.NextDeadline, Is.EqualTo(Instant.Never), $"seed {seed}, the caller's timers");
        Assert.That(callee.NextDeadline, Is.EqualTo(Instant.Never), $"seed {seed}, the callee's timers");
    }

    private static List<string> Send(SimulatedPeer peer, DataChannel channel, Random random)
    {
        var sent = new List<string>();
        for (var i = random.Next(1, 30); i > 0; i--)
        {
            var payload = new byte[DrawSize(random)];
            random.NextBytes(payload);
            var isText = random.Next(2) == 0;
            peer.Send(channel, isText, payload);
            sent.Add(SimulatedPeer.Describe(isText, payload));
        }
        return sent;
    }

    private static int DrawSize(Random random) => random.Next(20) switch
    {
        0 => 0,
        1 => 1,
        2 => random.Next(LargestMessage + 1),
        3 => LargestMessage,
        _ => random.Next(3000),
    };

    private static LinkConditions DrawConditions(Random random)
    {
        var partitions = new List<Partition>();
        for (var i = random.Next(3); i > 0; i--)
        {
            var start = new Instant(TimeSpan.FromMilliseconds(random.Next(5000)).Ticks);
            partitions.Add(new Partition(start, start + TimeSpan.FromMilliseconds(random.Next(1, 2000))));
        }
        return new LinkConditions
        {
            Latency = TimeSpan.FromMilliseconds(random.NextDouble() * random.Next(150)),
            Jitter = TimeSpan.FromMilliseconds(random.NextDouble() * 20),
            Loss = random.Next(4) == 0 ? 0 : random.NextDouble() * 0.2,
            Bursts = random.Next(4) == 0 ? new BurstLoss(0.01, 0.3) : null,
            Duplication = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.1,
            Reordering = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.1,
            BytesPerSecond = random.Next(3) == 0 ? random.Next(100_000, 10_000_000) : 0,
            Partitions = partitions,
            Mtu = random.Next(2) == 0 ? 65_507 : random.Next(1200, 10_000),
        };
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : standard;
}

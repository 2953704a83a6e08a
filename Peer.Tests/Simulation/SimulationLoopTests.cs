using NUnit.Framework;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

public class SimulationLoopTests
{
    private static readonly TransportAddress A = TransportAddress.Create([10, 0, 0, 1], 1000);
    private static readonly TransportAddress B = TransportAddress.Create([10, 0, 0, 2], 2000);

    [Test]
    public void Runs_two_endpoints_until_the_predicate_holds()
    {
        var network = new VirtualNetwork(1, new() { Latency = TimeSpan.FromMilliseconds(50), Loss = 0.3 });
        var (a, b) = (new Pinger(A, B), new Pinger(B, A));
        var loop = new SimulationLoop(network, a, b);

        loop.RunUntil(() => a.Received >= 20 && b.Received >= 20, TimeSpan.FromMinutes(1));

        Assert.That(loop.Now - default(Instant), Is.GreaterThan(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void Names_the_seed_when_the_limit_passes()
    {
        var loop = new SimulationLoop(new(4711, new() { Loss = 1 }), new Pinger(A, B), new Pinger(B, A));

        Assert.That(
            () => loop.RunUntil(() => false, TimeSpan.FromSeconds(3), "the impossible"),
            Throws.TypeOf<SimulationException>().With.Message.StartsWith("Seed 4711: the impossible"));
        Assert.That(loop.Now - default(Instant), Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void Finds_a_deadline_that_does_not_move()
    {
        var loop = new SimulationLoop(new(5), new Pinger(A, B) { ForgetsItsTimer = true }, new Pinger(B, A));

        Assert.That(
            () => loop.RunUntil(() => false, TimeSpan.FromSeconds(3)),
            Throws.TypeOf<SimulationException>().With.Message.Contains("Seed 5: endpoint 0 has a deadline"));
    }

    [Test]
    public void Finds_an_endless_exchange_within_one_instant()
    {
        var loop = new SimulationLoop(new(6), new Pinger(A, B) { AnswersEach = true }, new Pinger(B, A) { AnswersEach = true });

        Assert.That(
            () => loop.RunUntil(() => false, TimeSpan.FromSeconds(3)),
            Throws.TypeOf<SimulationException>().With.Message.Contains("steps in one instant"));
    }

    [Test]
    public void Names_the_seed_of_an_exception()
    {
        var loop = new SimulationLoop(new(7), new Pinger(A, B) { ThrowsOnReceipt = true }, new Pinger(B, A));

        Assert.That(
            () => loop.RunUntil(() => false, TimeSpan.FromSeconds(3)),
            Throws.TypeOf<SimulationException>().With.Message.Contains("Seed 7").And.InnerException.Not.Null);
    }

    /// <summary>Sends a byte every 100 ms.</summary>
    private sealed class Pinger(TransportAddress self, TransportAddress other) : ISimulatedEndpoint
    {
        private int _due;

        public int Received { get; private set; }

        public bool ForgetsItsTimer { get; init; }

        public bool AnswersEach { get; init; }

        public bool ThrowsOnReceipt { get; init; }

        public Instant NextDeadline { get; private set; }

        public bool Owns(TransportAddress address) => address == self;

        public void Receive(Span<byte> datagram, in TransportPath path, Instant now)
        {
            if (ThrowsOnReceipt) throw new InvalidOperationException("a bug");
            Received++;
            if (AnswersEach) _due++;
        }

        public void Tick(Instant now)
        {
            if (now < NextDeadline || ForgetsItsTimer) return;
            NextDeadline = now + TimeSpan.FromMilliseconds(100);
            _due++;
        }

        public void RunApplication(Instant now)
        {
        }

        public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
        {
            destination[0] = 1;
            length = 1;
            path = new(self, other);
            return _due > 0 && _due-- > 0;
        }
    }
}

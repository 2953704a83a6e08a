using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

public class IceConsentTests
{
    [Test]
    public void Consent_is_checked_every_4_to_6_seconds_with_a_new_transaction_each([Range(1, 5)] int seed)
    {
        var wire = IceWire.Connected(seed);
        wire.Sent.Clear();
        wire.RunFor(600);

        var checks = wire.Sent.Where(packet => packet.FromA && packet.IsRequest).ToArray();
        var gaps = checks.Zip(checks.Skip(1), static (one, two) => (two.SentAt - one.SentAt).TotalSeconds).ToArray();
        Assert.That(gaps, Is.All.InRange(4.0, 6.0));
        Assert.That(gaps.Average(), Is.EqualTo(5.0).Within(0.25));
        Assert.That(gaps.Max() - gaps.Min(), Is.GreaterThan(1), "randomised");
        var ids = checks.Select(packet => Convert.ToHexString(packet.Bytes.AsSpan(8, 12)));
        Assert.That(ids, Is.Unique);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Completed));
        Assert.That(checks.Any(packet => packet.Nominates), Is.False);
    }

    [Test]
    public void A_dead_peer_is_noticed_after_7_seconds_and_given_up_30_seconds_after_its_last_answer([Range(1, 5)] int seed)
    {
        var wire = IceWire.Connected(seed);
        wire.EventsOfA.Clear();
        var diedAt = wire.Now;
        wire.IsLost = static _ => true;

        wire.RunUntil(() => wire.A.State == IceState.Disconnected);
        Assert.That((wire.Now - diedAt).TotalSeconds, Is.EqualTo(7).Within(0.01));
        Assert.That(wire.A.SelectedPath, Is.Not.Null);

        wire.RunUntil(() => wire.A.State == IceState.Failed);
        Assert.That((wire.Now - diedAt).TotalSeconds, Is.EqualTo(30).Within(0.01));
        Assert.That(wire.A.SelectedPath, Is.Null);
        Assert.That(wire.A.NextDeadline, Is.EqualTo(Instant.Never));
        Assert.That(wire.EventsOfA, Is.EqualTo(new IceEvent[]
        {
            new IceEvent.StateChanged(IceState.Disconnected), new IceEvent.StateChanged(IceState.Failed),
        }));
    }

    [TestCase(6.0)]
    [TestCase(12.0)]
    [TestCase(28.0)]
    public void A_peer_that_comes_back_within_30_seconds_is_as_connected_as_before(double seconds)
    {
        var wire = IceWire.Connected();
        var backAt = wire.Now + TimeSpan.FromSeconds(seconds);
        wire.IsLost = packet => packet.SentAt < backAt;
        wire.RunFor(seconds);
        Assert.That(wire.A.State, Is.EqualTo(seconds > 7 ? IceState.Disconnected : IceState.Completed));

        wire.RunFor(2.5);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Completed));
        Assert.That(wire.B.State, Is.EqualTo(IceState.Completed));
    }

    [Test]
    public void Loss_of_one_packet_in_five_does_not_look_like_a_lost_peer([Range(1, 10)] int seed)
    {
        var random = new Random(seed);
        var wire = IceWire.Connected(seed);
        wire.IsLost = _ => random.NextDouble() < 0.2;
        wire.EventsOfA.Clear();
        wire.RunFor(120);

        Assert.That(wire.EventsOfA.OfType<IceEvent.StateChanged>().Count(), Is.LessThanOrEqualTo(2));
        Assert.That(wire.A.State, Is.EqualTo(IceState.Completed));
    }

    [Test]
    public void Requests_of_the_other_end_are_no_consent()
    {
        var wire = IceWire.Connected();
        wire.IsLost = static packet => packet.FromA;
        wire.RunFor(30.1);

        Assert.That(wire.Sent.Count(packet => !packet.FromA && packet.IsRequest), Is.GreaterThan(3));
        Assert.That(wire.A.State, Is.EqualTo(IceState.Failed));
    }

    [Test]
    public void The_round_trip_is_smoothed_over_consent_checks()
    {
        var wire = IceWire.Connected();
        Assert.That(wire.A.RoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(2)));
        wire.Latency = TimeSpan.FromMilliseconds(50);
        wire.RunFor(200);

        Assert.That(wire.A.RoundTripTime!.Value.TotalMilliseconds, Is.EqualTo(100).Within(2));
    }

    [Test]
    [NonParallelizable] // Beside other tests, the runtime itself allocates on this thread now and then.
    public void A_quiet_connection_allocates_nothing()
    {
        var wire = IceWire.Connected();
        var buffer = new byte[IceAgent.MaxDatagramLength];
        var now = wire.Now;
        for (var round = 0; round < 50; round++) Exchange();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 500; round++) Exchange();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Completed));

        void Exchange()
        {
            now = Instant.Earlier(wire.A.NextDeadline, wire.B.NextDeadline);
            for (var moved = true; moved;) moved = Move(wire.A, wire.B) | Move(wire.B, wire.A);
        }

        bool Move(IceAgent from, IceAgent to)
        {
            from.Tick(now);
            var moved = false;
            while (from.TryWrite(buffer, now, out var length, out var path))
            {
                to.Receive(buffer.AsSpan(0, length), new TransportPath(path.Remote, path.Local), now);
                moved = true;
            }
            return moved;
        }
    }
}

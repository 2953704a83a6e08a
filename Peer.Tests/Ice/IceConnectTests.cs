using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

public class IceConnectTests
{
    private static readonly TransportPath PathOfA = new(IceWire.Address("192.0.2.1:1000"), IceWire.Address("192.0.2.2:2000"));
    private static readonly TransportPath PathOfB = new(PathOfA.Remote, PathOfA.Local);

    [Test]
    public void Two_agents_connect_over_a_perfect_wire_within_three_round_trips()
    {
        // A -> check          B -> check (both at once)
        // B -> success        A -> success
        // A -> USE-CANDIDATE
        // B -> success
        var wire = Pair();
        wire.SignalAll();
        wire.RunUntil(() => IsCompleted(wire));

        Assert.That(wire.Elapsed.TotalMilliseconds, Is.LessThanOrEqualTo(6));
        Assert.That(wire.A.SelectedPath, Is.EqualTo(PathOfA));
        Assert.That(wire.B.SelectedPath, Is.EqualTo(PathOfB));
        Assert.That(wire.A.RoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(2)));
        Assert.That(wire.B.RoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(2)));
        Assert.That(wire.Sent.Count(packet => packet.Nominates), Is.EqualTo(1));
        Assert.That(wire.Sent, Has.Count.EqualTo(6));
    }

    [Test]
    public void The_owner_hears_of_each_state_and_of_the_path()
    {
        var wire = Pair();
        wire.SignalAll();
        wire.RunUntil(() => IsCompleted(wire));

        Assert.That(wire.EventsOfA, Is.EqualTo(new IceEvent[]
        {
            new IceEvent.StateChanged(IceState.Checking),
            new IceEvent.PathSelected(PathOfA),
            new IceEvent.StateChanged(IceState.Connected),
            new IceEvent.StateChanged(IceState.Completed),
        }));
    }

    [Test]
    public void A_lost_first_check_costs_the_initial_wait_only()
    {
        var wire = Pair();
        wire.IsLost = _ => wire.Sent.Count <= 2;
        wire.SignalAll();
        wire.RunUntil(() => IsCompleted(wire));

        Assert.That(wire.Elapsed.TotalMilliseconds, Is.InRange(50, 60));
    }

    [Test]
    public void A_check_lost_because_the_other_end_came_later_is_sent_again_when_it_is_heard()
    {
        // A -> check, lost: B is not there yet
        // B -> check, 30 ms later
        // A -> success, check again: no need to wait for its timer
        var wire = Pair();
        wire.IsLost = _ => wire.Sent.Count == 1;
        wire.B.AddRemoteCandidate(wire.CandidatesOfA[0]);
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.SignalToA();
        wire.RunFor(0.030);
        wire.B.SetRemoteCredentials(wire.A.LocalCredentials);
        wire.SignalToB();
        wire.RunUntil(() => IsCompleted(wire));

        Assert.That(wire.Elapsed.TotalMilliseconds, Is.LessThan(40));
    }

    [Test]
    public void Each_single_packet_may_be_lost([Range(1, 6)] int lost)
    {
        var wire = Pair();
        wire.IsLost = _ => wire.Sent.Count == lost;
        wire.SignalAll();
        wire.RunUntil(() => IsCompleted(wire));

        Assert.That(wire.Elapsed.TotalMilliseconds, Is.LessThan(120));
    }

    [Test]
    public void Agents_connect_through_heavy_loss([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        var wire = new IceWire(seed);
        wire.AddHosts(["192.0.2.1:1000", "[fd00::1]:1000"], ["192.0.2.2:2000", "[fd00::2]:2000"]);
        wire.IsLost = _ => random.NextDouble() < 0.3;
        wire.SignalAll();
        wire.RunUntil(() => IsCompleted(wire), limitSeconds: 15);

        // The better pair may take a little longer.
        wire.RunUntil(
            () => wire.A.SelectedPath is { } path && wire.B.SelectedPath == new TransportPath(path.Remote, path.Local),
            limitSeconds: 15);
    }

    [Test]
    public void An_interruption_of_several_seconds_at_any_time_is_outlasted([Values(0, 1.5, 2.5, 3.5, 4.5)] double fromMs)
    {
        var wire = Pair();
        wire.IsLost = packet => packet.SentAt - wire.StartedAt is var at
            && at >= TimeSpan.FromMilliseconds(fromMs) && at < TimeSpan.FromSeconds(9.5);
        wire.SignalAll();
        wire.RunUntil(() => IsCompleted(wire), limitSeconds: 14);
    }

    [Test]
    public void Checks_that_come_before_the_answer_are_answered_and_replayed()
    {
        // B has the offer and checks; A waits for the answer.
        // B -> check        A -> success: B may send
        // the answer        A -> check, at once
        var wire = Pair();
        wire.B.SetRemoteCredentials(wire.A.LocalCredentials);
        wire.SignalToB();
        wire.RunFor(0.010);
        Assert.That(wire.B.SelectedPath, Is.EqualTo(PathOfB));
        Assert.That(wire.B.State, Is.EqualTo(IceState.Connected));
        Assert.That(wire.A.State, Is.EqualTo(IceState.New));
        Assert.That(wire.A.IsValidated(PathOfA), Is.True);
        Assert.That(wire.A.IsValidated(PathOfA with { Remote = IceWire.Address("192.0.2.2:2001") }), Is.False);

        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.SignalToA();
        wire.RunUntil(() => IsCompleted(wire));
        Assert.That(wire.Elapsed.TotalMilliseconds, Is.LessThanOrEqualTo(15));
    }

    [Test]
    public void Checks_of_other_credentials_that_came_before_the_answer_are_forgotten()
    {
        var wire = Pair();
        wire.B.SetRemoteCredentials(wire.A.LocalCredentials);
        wire.SignalToB();
        wire.RunFor(0.010);
        Assert.That(wire.A.IsValidated(PathOfA), Is.True);

        wire.A.SetRemoteCredentials(new IceCredentials("somebodyelse", "another-password-of-22+"));
        Assert.That(wire.A.IsValidated(PathOfA), Is.False);
    }

    [Test]
    public void Candidates_may_come_one_by_one_in_any_order([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var wire = new IceWire(seed);
        wire.AddHosts(
            ["192.0.2.1:1000", "[fd00::1]:1000", "127.0.0.1:1000"], ["192.0.2.2:2000", "[fd00::2]:2000", "127.0.0.1:2000"]);
        List<Action> signals =
        [
            () => wire.A.SetRemoteCredentials(wire.B.LocalCredentials),
            () => wire.B.SetRemoteCredentials(wire.A.LocalCredentials),
            .. wire.CandidatesOfA.Select(candidate => (Action)(() => wire.B.AddRemoteCandidate(candidate))),
            .. wire.CandidatesOfB.Select(candidate => (Action)(() => wire.A.AddRemoteCandidate(candidate))),
            wire.A.EndLocalCandidates, wire.B.EndLocalCandidates, () => wire.A.EndRemoteCandidates(), () => wire.B.EndRemoteCandidates(),
        ];
        var order = signals.ToArray();
        random.Shuffle(order);
        foreach (var signal in order)
        {
            signal();
            wire.RunFor(random.NextDouble() * 0.05);
        }
        wire.RunUntil(() => IsCompleted(wire), limitSeconds: 2);
        Assert.That(wire.A.SelectedPath!.Value.Remote, Is.EqualTo(wire.B.SelectedPath!.Value.Local));
    }

    [Test]
    public void An_agent_without_a_usable_candidate_of_the_other_end_connects_by_its_checks()
    {
        // Browsers name mDNS candidates that nobody here can resolve.
        var wire = Pair();
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.A.EndRemoteCandidates();
        wire.B.EndLocalCandidates();
        wire.RunFor(8);
        wire.B.SetRemoteCredentials(wire.A.LocalCredentials);
        wire.SignalToB();
        var start = wire.Now;
        wire.RunUntil(() => IsCompleted(wire));

        Assert.That(wire.A.SelectedPath, Is.EqualTo(PathOfA));
        Assert.That((wire.Now - start).TotalMilliseconds, Is.LessThan(170));
    }

    [Test]
    public void A_candidate_that_is_named_after_its_check_has_come_is_not_taken_twice()
    {
        var wire = Pair();
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.B.SetRemoteCredentials(wire.A.LocalCredentials);
        wire.SignalToB();
        wire.RunFor(0.020);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Connected));
        Assert.That(wire.Sent.Any(packet => packet.Nominates), Is.False, "a peer-reflexive candidate is waited with");

        Assert.That(wire.A.AddRemoteCandidate(wire.CandidatesOfB[0]), Is.EqualTo(AddCandidateResult.Added));
        Assert.That(wire.A.AddRemoteCandidate(wire.CandidatesOfB[0]), Is.EqualTo(AddCandidateResult.Duplicate));
        wire.A.EndRemoteCandidates();
        wire.B.EndLocalCandidates();
        var start = wire.Now;
        wire.RunUntil(() => IsCompleted(wire));
        Assert.That((wire.Now - start).TotalMilliseconds, Is.LessThanOrEqualTo(2), "now it is a host's, and nominated at once");
    }

    [Test]
    public void Through_a_NAT_both_learn_the_peer_reflexive_address()
    {
        // A is behind a NAT that shows it as 198.51.100.7:4444; B is not.
        var outside = IceWire.Address("198.51.100.7:4444");
        var inside = IceWire.Address("192.0.2.1:1000");
        var wire = Pair();
        wire.Deliver = packet => packet.FromA
            ? new(packet.Path.Remote, outside)
            : new(inside, packet.Path.Local);
        wire.IsLost = packet => !packet.FromA && packet.Path.Remote == inside;
        wire.SignalAll();
        wire.RunUntil(() => IsCompleted(wire));

        Assert.That(wire.A.SelectedPath, Is.EqualTo(PathOfA));
        Assert.That(wire.B.SelectedPath, Is.EqualTo(new TransportPath(PathOfB.Local, outside)));
        Assert.That(wire.B.IsValidated(new TransportPath(PathOfB.Local, outside)), Is.True);
        Assert.That(wire.B.IsValidated(PathOfB), Is.False);
    }

    [Test]
    public void Both_families_and_loopback_work_alone([Values("127.0.0.1", "[::1]", "[fd00::1]", "[fe80::1%3]")] string host)
    {
        var wire = new IceWire();
        wire.AddHosts([$"{host}:1000"], [$"{host}:2000"]);
        foreach (var candidate in wire.CandidatesOfA.ToArray())
        {
            // The other end knows what the line says, and so no scope.
            Assert.That(Candidate.TryParse(candidate.ToString(), out var signalled, out _), Is.True);
            wire.CandidatesOfA[0] = signalled!;
        }
        wire.SignalAll();
        wire.RunUntil(() => IsCompleted(wire));

        Assert.That(wire.A.SelectedPath!.Value.Remote, Is.EqualTo(IceWire.Address($"{host}:2000")));
        Assert.That(wire.Elapsed.TotalMilliseconds, Is.LessThanOrEqualTo(6));
    }

    [Test]
    public void New_checks_keep_the_pace()
    {
        var wire = new IceWire();
        wire.AddHosts(["192.0.2.1:1000"], [.. Enumerable.Range(1, 10).Select(index => $"198.51.100.{index}:2000")]);
        wire.IsLost = static _ => true;
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.SignalToA();
        wire.RunFor(0.195);

        var first = wire.Sent.DistinctBy(packet => packet.Path.Remote).Select(packet => (packet.SentAt - wire.StartedAt).TotalMilliseconds);
        Assert.That(first, Is.EqualTo(Enumerable.Range(0, 10).Select(index => index * 20.0)));
        var best = wire.CandidatesOfB.Select(candidate => candidate.Address);
        Assert.That(wire.Sent.DistinctBy(packet => packet.Path.Remote).Select(packet => packet.Path.Remote), Is.EqualTo(best));
    }

    [Test]
    public void Without_pairs_there_is_nothing_to_do_but_to_fail_in_time()
    {
        var wire = new IceWire();
        wire.AddHosts(["192.0.2.1:1000", "[fe80::1%2]:1000"], ["[fd00::2]:2000"]);
        wire.SignalAll();
        wire.Pump();

        Assert.That(wire.A.NextDeadline, Is.EqualTo(wire.StartedAt + TimeSpan.FromSeconds(15)));
        Assert.That(wire.Sent, Is.Empty);
    }

    private static IceWire Pair()
    {
        var wire = new IceWire();
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        return wire;
    }

    private static bool IsCompleted(IceWire wire) =>
        wire.A.State == IceState.Completed && wire.B.State == IceState.Completed;
}

using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Ice;

public class IceNominationTests
{
    private static readonly TransportPath Better = RawPeer.Path;
    private static readonly TransportPath Worse = RawPeer.Path with { Remote = IceWire.Address("192.0.2.2:2001") };

    [Test]
    public void Controlling_nominates_the_best_pair_once_nothing_better_can_come()
    {
        var peer = WithTwoCandidates(IceRole.Controlling);
        var better = peer.DrainRequests(Better).Single();
        peer.Advance(20);
        var worse = peer.DrainRequests(Worse).Single();

        peer.Send(peer.Success(worse), Worse);
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Worse), "data may go already");
        Assert.That(peer.Drain(), Is.Empty, "but the better one is waited for");

        peer.Send(peer.Success(better));
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Better));
        var nominating = peer.DrainRequests(Better).Single();
        Assert.That(Nominates(nominating), Is.True);
        peer.Send(peer.Success(nominating));

        peer.Agent.EndLocalCandidates();
        peer.Agent.EndRemoteCandidates();
        peer.Drain();
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Completed));
    }

    [Test]
    public void Controlling_does_not_wait_longer_than_its_patience_for_a_better_pair()
    {
        var peer = WithTwoCandidates(IceRole.Controlling);
        peer.Drain();
        peer.Advance(20);
        peer.Send(peer.Success(peer.DrainRequests(Worse).Single()), Worse);

        peer.Advance(149);
        Assert.That(peer.DrainRequests(Worse), Is.Empty);
        peer.Advance(1);
        Assert.That(Nominates(peer.DrainRequests(Worse).Single()), Is.True);
    }

    [Test]
    public void Controlling_nominates_once_only()
    {
        var peer = WithTwoCandidates(IceRole.Controlling);
        peer.AnswerAll(Better);
        peer.Advance(20);
        Assert.That(peer.Drain(), Is.Empty, "no more checks");

        peer.Send(peer.Check(), Worse);
        Assert.That(peer.Drain().Single().Bytes[0], Is.EqualTo(1), "an answer, and no check of ours");
    }

    [Test]
    public void Controlling_moves_to_a_better_pair_that_works_only_later()
    {
        var peer = WithTwoCandidates(IceRole.Controlling);
        var better = peer.DrainRequests(Better).Single();
        peer.Advance(20);
        peer.Send(peer.Success(peer.DrainRequests(Worse).Single()), Worse);
        peer.Advance(150);
        peer.AnswerAll(Worse);
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Worse));

        peer.Advance(300);
        Assert.That(peer.DrainRequests(Better), Is.EqualTo(new[] { better }), "the better one is tried on");
        peer.Send(peer.Success(better));
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Worse), "until the other end knows");
        var nominating = peer.DrainRequests(Better).Single();
        Assert.That(Nominates(nominating), Is.True);
        peer.Send(peer.Success(nominating));
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Better));
    }

    [Test]
    public void A_better_candidate_that_comes_late_is_moved_to_by_both_ends([Values(1, 60)] double seconds)
    {
        var wire = new IceWire();
        wire.CandidatesOfA.Add(wire.A.AddLocalCandidate(IceWire.Address("192.0.2.1:1000"), 100));
        wire.CandidatesOfB.Add(wire.B.AddLocalCandidate(IceWire.Address("192.0.2.2:2000"), 100));
        wire.SignalAll();
        wire.RunUntil(() => wire.A.State == IceState.Completed && wire.B.State == IceState.Completed);
        wire.RunFor(seconds);

        var better = wire.A.AddLocalCandidate(IceWire.Address("192.0.2.3:3000"), 200);
        wire.B.AddRemoteCandidate(better);
        wire.RunUntil(() => wire.A.SelectedPath?.Local == better.Address && wire.B.SelectedPath?.Remote == better.Address, 2);
    }

    [Test]
    public void Controlling_nominates_another_pair_if_the_first_went_dead()
    {
        var peer = WithTwoCandidates(IceRole.Controlling);
        var better = peer.DrainRequests(Better).Single();
        peer.Advance(20);
        var worse = peer.DrainRequests(Worse).Single();
        peer.Send(peer.Success(worse), Worse);
        peer.Send(peer.Success(better));
        Assert.That(Nominates(peer.DrainRequests(Better).Single()), Is.True);

        var start = peer.Now;
        for (var step = 0; step < 700 && peer.Agent.SelectedPath == Better; step++)
        {
            peer.Advance(20);
            peer.Agent.Tick(peer.Now);
            if (peer.Agent.SelectedPath == Better) peer.Drain();
        }
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Worse));
        Assert.That(peer.DrainRequests(Worse).Any(Nominates), Is.True);
        Assert.That((peer.Now - start).TotalSeconds, Is.GreaterThan(6), "a short interruption is outlasted");
    }

    [Test]
    public void Controlling_waits_with_an_address_that_is_none_of_its_own()
    {
        var peer = new RawPeer(IceRole.Controlling);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        peer.Send(peer.Success(peer.DrainRequests().Single(), mapped: IceWire.Address("198.51.100.7:4444")));
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Better));
        Assert.That(peer.Drain(), Is.Empty, "a pair of hosts may still come");

        peer.Advance(150);
        Assert.That(Nominates(peer.DrainRequests().Single()), Is.True);
    }

    [Test]
    public void Controlled_takes_a_nomination_of_a_valid_pair_at_once()
    {
        var peer = WithTwoCandidates(IceRole.Controlled);
        peer.AnswerAll(Better);
        peer.Advance(20);
        peer.AnswerAll(Worse);
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Better));

        peer.Send(peer.Check(nominates: true), Worse);
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Worse));
    }

    [Test]
    public void Controlled_remembers_a_nomination_until_its_own_check_has_succeeded()
    {
        // B -> USE-CANDIDATE
        // A -> success, check
        // B -> success: nominated
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.EndLocalCandidates();
        peer.Agent.EndRemoteCandidates();
        peer.Send(peer.Check(nominates: true));
        Assert.That(peer.Agent.SelectedPath, Is.Null);
        Assert.That(peer.Agent.IsValidated(Better), Is.True);

        peer.AnswerAll();
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Better));
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Completed));
    }

    [Test]
    public void Controlled_follows_an_aggressive_peer_to_the_best_pair_and_not_back()
    {
        var peer = WithTwoCandidates(IceRole.Controlled);
        peer.Send(peer.Check(nominates: true), Worse);
        peer.AnswerAll(Worse);
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Worse));

        peer.Send(peer.Check(nominates: true), Better);
        peer.Advance(20);
        peer.AnswerAll(Better);
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Better));

        peer.Send(peer.Check(nominates: true), Worse);
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Better));
    }

    [Test]
    public void Controlled_follows_a_peer_that_leaves_the_better_pair_for_good()
    {
        var peer = WithTwoCandidates(IceRole.Controlled);
        peer.Send(peer.Check(nominates: true), Better);
        peer.AnswerAll(Better);
        for (var step = 0; step < 4; step++)
        {
            peer.Advance(1000);
            peer.Send(peer.Check(nominates: true), Worse);
            peer.AnswerAll(Worse);
        }
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(Worse));
    }

    [Test]
    public void Controlling_ignores_a_nomination()
    {
        var peer = WithTwoCandidates(IceRole.Controlling);
        peer.Send(peer.Check(nominates: true), Worse);
        var requests = peer.DrainRequests(Worse);

        Assert.That(Nominates(requests.Single()), Is.False);
        peer.Send(peer.Success(requests[0]), Worse);
        Assert.That(peer.DrainRequests(Worse), Is.Empty);
    }

    [Test]
    public void A_lost_nominating_check_costs_three_round_trips()
    {
        var wire = new IceWire { Latency = TimeSpan.FromMilliseconds(10) };
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        var isFirst = true;
        wire.IsLost = packet => packet.Nominates && isFirst && !(isFirst = false);
        wire.SignalAll();
        wire.RunUntil(() => wire.A.State == IceState.Completed && wire.B.State == IceState.Completed);

        Assert.That(wire.Elapsed.TotalMilliseconds, Is.EqualTo(20 + 60 + 20));
    }

    private static RawPeer WithTwoCandidates(IceRole role)
    {
        var peer = new RawPeer(role);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000", 2000));
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2001", 1000));
        return peer;
    }

    private static bool Nominates(byte[] request) =>
        StunMessage.TryRead(request, out var message) && message.Has(StunAttributeType.UseCandidate);
}

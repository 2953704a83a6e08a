using NUnit.Framework;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Ice;

public class IceRoleTests
{
    private const ulong Lowest = ulong.MinValue;
    private const ulong Highest = ulong.MaxValue;

    [Test]
    public void Two_agents_of_the_same_role_connect_and_end_with_one_of_each([Range(1, 20)] int seed, [Values] bool bothControl)
    {
        // A -> check (controlling)   B -> check (controlling)
        // one answers 487, the other changes its role
        var wire = new IceWire(seed);
        var role = bothControl ? IceRole.Controlling : IceRole.Controlled;
        wire.A.Role = role;
        wire.B.Role = role;
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        wire.SignalAll();
        wire.RunUntil(() => wire.A.State == IceState.Completed && wire.B.State == IceState.Completed);

        Assert.That(wire.A.Role, Is.Not.EqualTo(wire.B.Role));
        var changed = wire.A.Role != role ? wire.EventsOfA : wire.EventsOfB;
        var kept = wire.A.Role != role ? wire.EventsOfB : wire.EventsOfA;
        Assert.That(changed.OfType<IceEvent.RoleChanged>().Count(), Is.EqualTo(1));
        Assert.That(kept.OfType<IceEvent.RoleChanged>(), Is.Empty);
        Assert.That(wire.Elapsed.TotalMilliseconds, Is.LessThan(20));
    }

    [Test]
    public void A_controlling_agent_with_the_larger_tie_breaker_answers_487()
    {
        var peer = new RawPeer(IceRole.Controlling);
        peer.Send(peer.Check(role: StunAttributeType.IceControlling, tieBreaker: Lowest));

        AssertRefused(peer);
        Assert.That(peer.Agent.Role, Is.EqualTo(IceRole.Controlling));
    }

    [Test]
    public void A_controlling_agent_with_the_smaller_tie_breaker_gives_way_and_answers()
    {
        var peer = new RawPeer(IceRole.Controlling);
        peer.Send(peer.Check(role: StunAttributeType.IceControlling, tieBreaker: Highest, nominates: true));

        Assert.That(peer.Agent.Role, Is.EqualTo(IceRole.Controlled));
        Assert.That(peer.Events(), Does.Contain(new IceEvent.RoleChanged(IceRole.Controlled)));
        peer.AnswerAll();
        peer.Agent.EndLocalCandidates();
        peer.Agent.EndRemoteCandidates();
        peer.Drain();
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Completed), "the nomination counts");
    }

    [Test]
    public void A_controlled_agent_with_the_larger_tie_breaker_takes_over()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Send(peer.Check(role: StunAttributeType.IceControlled, tieBreaker: Lowest));

        Assert.That(peer.Agent.Role, Is.EqualTo(IceRole.Controlling));
    }

    [Test]
    public void A_controlled_agent_with_the_smaller_tie_breaker_answers_487()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Send(peer.Check(role: StunAttributeType.IceControlled, tieBreaker: Highest));

        AssertRefused(peer);
        Assert.That(peer.Agent.Role, Is.EqualTo(IceRole.Controlled));
    }

    [Test]
    public void A_487_makes_the_check_go_again_at_once_in_the_other_role()
    {
        var peer = new RawPeer(IceRole.Controlling);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        var first = peer.DrainRequests().Single();
        peer.Send(peer.Error(first, StunErrorCode.RoleConflict));

        Assert.That(peer.Agent.Role, Is.EqualTo(IceRole.Controlled));
        var second = peer.DrainRequests().Single();
        StunMessage.TryRead(first, out var before);
        StunMessage.TryRead(second, out var after);
        Assert.That(before.TryGetUInt64(StunAttributeType.IceControlling, out var tieBreaker), Is.True);
        Assert.That(after.TryGetUInt64(StunAttributeType.IceControlled, out var kept) ? kept : 0, Is.EqualTo(tieBreaker));
        Assert.That(after.TransactionId, Is.Not.EqualTo(before.TransactionId));

        peer.Send(peer.Success(second));
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void A_487_to_a_role_that_was_given_up_already_does_not_change_it_back()
    {
        var peer = new RawPeer(IceRole.Controlling);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        var first = peer.DrainRequests().Single();
        peer.Send(peer.Check(role: StunAttributeType.IceControlling, tieBreaker: Highest));
        Assert.That(peer.Agent.Role, Is.EqualTo(IceRole.Controlled));

        peer.Send(peer.Error(first, StunErrorCode.RoleConflict));
        Assert.That(peer.Agent.Role, Is.EqualTo(IceRole.Controlled));
    }

    private static void AssertRefused(RawPeer peer)
    {
        var answer = peer.Drain().Single().Bytes;
        Assert.That(StunMessage.TryRead(answer, out var message), Is.True);
        Assert.That(message.TryGetErrorCode(out var code, out _) ? code : 0, Is.EqualTo(StunErrorCode.RoleConflict));
        Assert.That(message.HasValidIntegrity(peer.LocalKey), Is.True);
        Assert.That(peer.Agent.IsValidated(RawPeer.Path), Is.False);
    }
}

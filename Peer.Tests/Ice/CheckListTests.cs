using NUnit.Framework;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

public class CheckListTests
{
    [Test]
    public void Of_one_foundation_one_pair_is_checked_and_the_others_follow_its_success()
    {
        // Two ports of one host share the foundation; the third candidate is another host's.
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(Host("192.0.2.2:2000", 3000));
        peer.Agent.AddRemoteCandidate(Host("192.0.2.2:2001", 2000));
        peer.Agent.AddRemoteCandidate(Host("192.0.2.3:2000", 1000));

        var first = peer.Drain().Single();
        Assert.That(first.Path.Remote, Is.EqualTo(IceWire.Address("192.0.2.2:2000")));
        peer.Advance(20);
        Assert.That(peer.Drain().Single().Path.Remote, Is.EqualTo(IceWire.Address("192.0.2.3:2000")), "2001 is frozen");
        peer.Advance(20);
        Assert.That(peer.Drain(), Is.Empty);

        peer.Send(peer.Success(first.Bytes), first.Path);
        Assert.That(peer.Drain().Single().Path.Remote, Is.EqualTo(IceWire.Address("192.0.2.2:2001")));
    }

    [Test]
    public void A_pair_that_is_set_free_goes_before_lesser_ones_that_wait()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(Host("192.0.2.2:2000", 3000));
        peer.Agent.AddRemoteCandidate(Host("192.0.2.2:2001", 2000));
        peer.Agent.AddRemoteCandidate(Host("192.0.2.3:2000", 1000));
        var first = peer.Drain().Single();
        peer.Send(peer.Success(first.Bytes), first.Path);
        peer.Advance(20);

        Assert.That(peer.Drain().Single().Path.Remote, Is.EqualTo(IceWire.Address("192.0.2.2:2001")));
    }

    [Test]
    public void A_frozen_pair_has_its_turn_when_nothing_else_is_left()
    {
        var peer = new RawPeer(IceRole.Controlled, new IceOptions { MaxCheckRequests = 1 });
        peer.Agent.AddRemoteCandidate(Host("192.0.2.2:2000", 3000));
        peer.Agent.AddRemoteCandidate(Host("192.0.2.2:2001", 2000));
        peer.Send(peer.Error(peer.DrainRequests().Single(), WebRtc.Stun.StunErrorCode.BadRequest));
        peer.Advance(20);

        Assert.That(peer.Drain().Single().Path.Remote, Is.EqualTo(IceWire.Address("192.0.2.2:2001")));
    }

    [Test]
    public void Candidates_that_come_after_the_nomination_are_checked_if_they_are_better_and_not_if_they_are_worse()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(Host("192.0.2.2:2000", 3000));
        peer.Send(peer.Check(nominates: true));
        peer.Advance(20);
        peer.AnswerAll();
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(RawPeer.Path));

        peer.Agent.AddRemoteCandidate(Host("198.51.100.8:2000", 2000));
        peer.Advance(20);
        Assert.That(peer.Drain(), Is.Empty);

        peer.Agent.AddRemoteCandidate(Host("198.51.100.9:2000", 4000));
        Assert.That(peer.Drain().Single().Path.Remote, Is.EqualTo(IceWire.Address("198.51.100.9:2000")));
    }

    [Test]
    public void The_round_trip_is_not_taken_from_a_check_that_was_sent_twice()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(Host("192.0.2.2:2000", 3000));
        var first = peer.DrainRequests().Single();
        peer.Advance(100);
        Assert.That(peer.DrainRequests().Single(), Is.EqualTo(first), "the same transaction");
        peer.Advance(5);
        peer.Send(peer.Success(first));

        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Connected));
        Assert.That(peer.Agent.RoundTripTime, Is.Null);
    }

    private static Candidate Host(string address, uint priority) =>
        RawPeer.Host(address, priority) with { Foundation = address.Split(':')[0] };
}

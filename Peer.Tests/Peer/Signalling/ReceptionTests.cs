using NUnit.Framework;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>A callee that takes several calls.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ReceptionTests
{
    private readonly TestRoom _room = new();

    [Test]
    public void Callers_get_a_connection_each_at_the_same_time()
    {
        var box = Box();
        var first = _room.Join("a", PeerRole.Caller);
        var second = _room.Join("b", PeerRole.Caller);

        Assert.That(box.Negotiator.Remotes, Is.EquivalentTo(new[] { "a", "b" }));
        AssertWith(box, first);
        AssertWith(box, second);
    }

    [Test]
    public void Candidates_go_to_the_connection_that_they_are_of()
    {
        var box = Box();
        var first = _room.Join("a", PeerRole.Caller);
        var second = _room.Join("b", PeerRole.Caller);
        first.FindCandidate("of a");
        second.FindCandidate("of b");
        box.FindCandidate(ConnectionTo(box, first), "for a");
        box.FindCandidate(ConnectionTo(box, second), "for b");

        Assert.That(ConnectionTo(box, first).RemoteCandidates, Is.EqualTo(new[] { "of a" }));
        Assert.That(ConnectionTo(box, second).RemoteCandidates, Is.EqualTo(new[] { "of b" }));
        Assert.That(first.Connection.RemoteCandidates, Is.EqualTo(new[] { "for a" }));
        Assert.That(second.Connection.RemoteCandidates, Is.EqualTo(new[] { "for b" }));
    }

    [Test]
    public void Who_has_left_may_come_again()
    {
        var box = Box();
        var caller = _room.Join("a", PeerRole.Caller);
        box.Open(ConnectionTo(box, caller));
        var over = ConnectionTo(box, caller);
        box.Negotiator.Ended(over, parted: true);
        over.Discard();
        Assert.That(box.Negotiator.Remotes, Is.Empty);

        caller.Leave();
        var again = _room.Join("a", PeerRole.Caller);
        AssertWith(box, again);
    }

    [Test]
    public void A_call_that_came_to_nothing_makes_room_for_the_same_caller()
    {
        var box = Box();
        var caller = _room.Join("a", PeerRole.Caller);
        var failed = ConnectionTo(box, caller);

        Assert.That(box.Fail(failed), Is.True);
        Assert.That(failed.IsDiscarded, Is.True);
        _room.Advance(5);
        AssertWith(box, caller);
    }

    [Test]
    public void One_too_many_waits_until_there_is_room()
    {
        var box = Box(capacity: 2);
        var first = _room.Join("a", PeerRole.Caller);
        _room.Join("b", PeerRole.Caller);
        var third = _room.Join("c", PeerRole.Caller);
        box.Open(ConnectionTo(box, first));
        Assert.That(box.Negotiator.Remotes, Is.EquivalentTo(new[] { "a", "b" }));

        var over = ConnectionTo(box, first);
        box.Negotiator.Ended(over, parted: true);
        over.Discard();
        first.Leave();
        _room.Advance(10);
        AssertWith(box, third);
    }

    [Test]
    public void An_offer_that_is_repeated_is_answered_again_with_the_same_connection()
    {
        var box = Box();
        var caller = _room.Join("a", PeerRole.Caller);
        var connections = box.Connections.Count;
        caller.Leave();
        _room.Advance(1);
        caller.Join();

        Assert.That(box.Connections, Has.Count.EqualTo(connections));
        AssertWith(box, caller);
    }

    [Test]
    public void When_it_is_closed_those_who_are_there_stay_and_nobody_else_gets_in()
    {
        var box = Box();
        var first = _room.Join("a", PeerRole.Caller);
        box.Open(ConnectionTo(box, first));
        box.Negotiator.StopCalling();
        _room.Join("b", PeerRole.Caller);
        _room.Advance(10);

        Assert.That(box.Negotiator.Remotes, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void It_knows_nothing_of_other_connections()
    {
        var box = Box();
        var stranger = new FakeConnection("stranger", PeerRole.Callee);

        Assert.That(box.Negotiator.IsCurrent(stranger), Is.False);
        Assert.That(box.Negotiator.RemoteOf(stranger), Is.Null);
        box.Negotiator.Ended(stranger, parted: true);
        box.Negotiator.Opened(stranger);
        box.FindCandidate(stranger, "x");
        Assert.That(_room.Count("\"x\""), Is.Zero);
    }

    private TestRoom.Member Box(int capacity = 64)
    {
        var box = _room.Add("z", PeerRole.Callee, capacity, takesSeveralCalls: true);
        box.Join();
        return box;
    }

    private static FakeConnection ConnectionTo(TestRoom.Member box, TestRoom.Member caller) =>
        box.ConnectionTo(caller) ?? throw new AssertionException($"no connection to {caller.Uuid}");

    private static void AssertWith(TestRoom.Member box, TestRoom.Member caller) =>
        Assert.That(caller.Connection.RemoteUfrag, Is.EqualTo(ConnectionTo(box, caller).Ufrag));
}

using NUnit.Framework;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>A network that changes while a connection is being made.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class NegotiatorOnAnotherNetworkTests
{
    private const string Offer = "\"type\":\"offer\"";
    private const string OtherProgram = """{"uuid":"x","sdp":{"type":"answer","sdp":"v=0\\r\\n"}}""";

    private readonly TestRoom _room = new();

    [Test]
    public void An_offer_that_nobody_has_answered_is_made_anew_at_once()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        caller.ChangeNetwork();

        Assert.That(_room.Count(Offer), Is.EqualTo(2));
        Assert.That(caller.Connection.Ufrag, Is.EqualTo("a1"));
        Assert.That(caller.IsWith(_room.Join("b", PeerRole.Callee)));
    }

    [Test]
    public void Whoever_moves_the_two_meet_again_within_seconds([Values] bool callerMoves)
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);
        var (mover, first) = (callerMoves ? caller : callee, caller.Connection);
        mover.ChangeNetwork();
        _room.Advance(2);

        Assert.That(caller.IsWith(callee));
        Assert.That(caller.Connection, Is.Not.SameAs(first));
        Assert.That(first.IsDiscarded);
    }

    [Test]
    public void An_open_connection_is_left_alone([Values] bool callerMoves)
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);
        caller.Open();
        callee.Open();
        (callerMoves ? caller : callee).ChangeNetwork();
        _room.Advance(60);

        Assert.That(caller.IsWith(callee));
        Assert.That((caller.Connections.Count, callee.Connections.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_program_that_does_not_survive_another_offer_gets_none()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        _room.Say(OtherProgram);
        caller.ChangeNetwork();
        _room.Advance(60);

        Assert.That(_room.Count(Offer), Is.EqualTo(1));
        Assert.That(caller.Connection.Ufrag, Is.EqualTo("a0"));
    }
}

using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Ice;

public class IceFailureTests
{
    [Test]
    public void With_nothing_to_hear_it_fails_15_seconds_after_checks_could_begin()
    {
        var wire = new IceWire { IsLost = static _ => true };
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        wire.RunFor(100);
        Assert.That(wire.A.State, Is.EqualTo(IceState.New), "nobody has answered yet");

        wire.SignalAll();
        var start = wire.Now;
        wire.RunUntil(() => wire.A.State == IceState.Failed);
        Assert.That((wire.Now - start).TotalSeconds, Is.EqualTo(15));
        Assert.That(wire.EventsOfA, Is.EqualTo(new IceEvent[]
        {
            new IceEvent.StateChanged(IceState.Checking), new IceEvent.StateChanged(IceState.Failed),
        }));
        Assert.That(wire.Sent.Count(packet => packet.FromA), Is.LessThan(24), "checks back off");
    }

    [Test]
    public void Each_candidate_restarts_the_clock()
    {
        var peer = new RawPeer(IceRole.Controlling);
        for (var index = 1; index <= 4; index++)
        {
            peer.Agent.AddRemoteCandidate(RawPeer.Host($"198.51.100.{index}:1"));
            var end = peer.Now + TimeSpan.FromSeconds(14);
            while (peer.Now < end)
            {
                peer.Drain();
                peer.Advance(100);
            }
            Assert.That(peer.Agent.State, Is.EqualTo(IceState.Checking));
        }
        peer.Advance(1000);
        peer.Drain();
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Failed));
    }

    [Test]
    public void A_failed_agent_is_silent()
    {
        var wire = new IceWire { IsLost = static _ => true };
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        wire.SignalAll();
        wire.RunUntil(() => wire.A.State == IceState.Failed && wire.B.State == IceState.Failed);
        wire.Sent.Clear();
        wire.IsLost = static _ => false;
        wire.RunFor(100);

        Assert.That(wire.Sent, Is.Empty);
        Assert.That(wire.A.AddRemoteCandidate(wire.CandidatesOfB[0]), Is.EqualTo(AddCandidateResult.Ended));
    }

    [Test]
    public void A_closed_agent_is_silent_and_says_so_once()
    {
        var wire = IceWire.Connected();
        wire.EventsOfA.Clear();
        wire.A.Close();
        wire.A.Close();
        wire.Sent.Clear();
        wire.RunFor(20);

        Assert.That(wire.EventsOfA, Is.EqualTo(new IceEvent[] { new IceEvent.StateChanged(IceState.Closed) }));
        Assert.That(wire.Sent.Any(packet => packet.FromA), Is.False);
        Assert.That(wire.A.NextDeadline, Is.EqualTo(Instant.Never));
        Assert.That(wire.A.SelectedPath, Is.Null);
    }

    [Test]
    public void A_refused_check_fails_its_pair_and_not_the_agent()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        peer.Send(peer.Error(peer.DrainRequests().Single(), StunErrorCode.BadRequest));
        peer.Advance(5000);
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Checking));

        // RFC 8445 section 7.3.1.4: a check of the other end revives it.
        peer.Send(peer.Check());
        peer.AnswerAll();
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void Other_credentials_are_refused_while_the_first_are_in_use()
    {
        var peer = new RawPeer(IceRole.Controlled);

        Assert.That(() => peer.Agent.SetRemoteCredentials(peer.Credentials), Throws.Nothing);
        Assert.That(
            () => peer.Agent.SetRemoteCredentials(peer.Credentials with { UsernameFragment = "else" }),
            Throws.InvalidOperationException);
    }

    [Test]
    public void A_reflexive_address_is_no_base() => Assert.That(
        () => new RawPeer(IceRole.Controlled).Agent.AddLocalCandidate(RawPeer.Address, 1, CandidateType.ServerReflexive),
        Throws.ArgumentException);
}

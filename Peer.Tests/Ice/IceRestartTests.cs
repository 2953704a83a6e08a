using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

/// <summary>Restarts of two agents (RFC 8445 section 9).</summary>
public class IceRestartTests
{
    private static readonly TransportAddress Old = IceWire.Address("192.0.2.1:1000");
    private static readonly TransportAddress New = IceWire.Address("192.0.2.9:1009");

    [Test]
    public void Data_stays_on_the_old_pair_until_the_new_one_is_nominated()
    {
        var wire = IceWire.Connected();
        wire.EventsOfA.Clear();
        var candidate = Restart(wire);
        Assert.That(wire.A.SelectedPath!.Value.Local, Is.EqualTo(Old));
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.A.AddRemoteCandidate(wire.CandidatesOfB[0]);
        wire.B.AddRemoteCandidate(candidate);

        wire.RunUntil(() => wire.A.SelectedPath!.Value.Local == New && wire.B.SelectedPath!.Value.Remote == New, 1);
        Assert.That(wire.EventsOfA.OfType<IceEvent.StateChanged>().Select(e => e.State), Has.None.EqualTo(IceState.Checking));
        Assert.That(wire.A.Role, Is.EqualTo(IceRole.Controlling));
        Assert.That(wire.B.Role, Is.EqualTo(IceRole.Controlled));
    }

    [Test]
    public void What_is_under_way_on_the_old_pair_is_heard_for_ten_seconds()
    {
        var wire = IceWire.Connected();
        var candidate = Restart(wire);
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.B.AddRemoteCandidate(candidate);
        wire.RunUntil(() => wire.A.SelectedPath!.Value.Local == New && wire.B.SelectedPath!.Value.Remote == New, 1);

        var old = new TransportPath(IceWire.Address("192.0.2.2:2000"), Old);
        wire.RunFor(9.5);
        Assert.That(wire.B.IsValidated(old), Is.True);
        wire.RunFor(1);
        Assert.That(wire.B.IsValidated(old), Is.False);
    }

    [Test]
    public void An_unanswered_restart_changes_nothing_and_can_be_undone()
    {
        var wire = IceWire.Connected();
        var before = wire.A.LocalCredentials;
        wire.A.Restart(wire.A.CreateCredentials());
        wire.RunFor(100);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Completed));
        Assert.That(wire.A.LocalCredentials, Is.Not.EqualTo(before));

        wire.A.UndoRestart();
        wire.RunFor(100);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Completed));
        Assert.That(wire.A.LocalCredentials, Is.EqualTo(before));
    }

    [Test]
    public void A_restart_that_finds_nothing_leaves_a_path_that_works_alone()
    {
        var wire = IceWire.Connected();
        Restart(wire);
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.RunFor(60);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Completed));
        Assert.That(wire.A.SelectedPath!.Value.Local, Is.EqualTo(Old));
    }

    [Test]
    public void A_silent_path_is_left_for_one_that_works_before_it_is_nominated()
    {
        var wire = IceWire.Connected();
        wire.IsLost = static packet => packet.Path.Local == Old || packet.Path.Remote == Old || packet.Nominates;
        wire.RunUntil(() => wire.A.State == IceState.Disconnected);
        var candidate = Restart(wire);
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.B.AddRemoteCandidate(candidate);
        wire.RunUntil(() => wire.A.SelectedPath?.Local == New, 1);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void A_failed_agent_starts_over()
    {
        var wire = IceWire.Connected();
        wire.IsLost = static _ => true;
        wire.RunUntil(() => wire.A.State == IceState.Failed && wire.B.State == IceState.Failed);
        wire.IsLost = static _ => false;
        var candidate = Restart(wire);
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.B.AddRemoteCandidate(candidate);
        wire.RunUntil(() => wire.A.SelectedPath?.Local == New && wire.B.SelectedPath?.Remote == New, 1);
    }

    [Test]
    public void Candidates_are_kept_for_the_credentials_they_name_and_dropped_with_others()
    {
        var wire = IceWire.Connected();
        var next = wire.A.CreateCredentials();
        var early = RawPeer.Host("192.0.2.9:1009") with { UsernameFragment = next.UsernameFragment };
        var late = RawPeer.Host("192.0.2.7:7") with { UsernameFragment = wire.A.LocalCredentials.UsernameFragment };
        Assert.That(wire.B.AddRemoteCandidate(early), Is.EqualTo(AddCandidateResult.OtherGeneration));
        for (var i = 0; i < 40; i++)
        {
            wire.B.AddRemoteCandidate(RawPeer.Host($"198.51.100.{i + 1}:5") with { UsernameFragment = $"stranger{i}" });
        }

        wire.B.Restart(wire.B.CreateCredentials());
        wire.B.AddLocalCandidate(IceWire.Address("192.0.2.2:2000"), 65535);
        wire.B.SetRemoteCredentials(next);
        Assert.That(wire.B.AddRemoteCandidate(late), Is.EqualTo(AddCandidateResult.OtherGeneration));
        wire.Sent.Clear();
        wire.RunFor(0.5);

        var asked = wire.Sent.Where(packet => !packet.FromA && packet.IsRequest).Select(packet => packet.Path.Remote).Distinct();
        Assert.That(asked.Where(address => address != Old), Is.EqualTo(new[] { early.Address }));
    }

    /// <summary>A restarts on a new address, and B has answered; A has not heard the answer yet.</summary>
    private static Candidate Restart(IceWire wire)
    {
        wire.A.Restart(wire.A.CreateCredentials());
        var candidate = wire.A.AddLocalCandidate(New, 65535);
        wire.B.Restart(wire.B.CreateCredentials());
        wire.B.AddLocalCandidate(IceWire.Address("192.0.2.2:2000"), 65535);
        wire.B.SetRemoteCredentials(wire.A.LocalCredentials);
        return candidate;
    }
}

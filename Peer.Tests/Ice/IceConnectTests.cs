using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

public class IceConnectTests
{
    [Test]
    public void Two_agents_connect_over_a_perfect_wire_within_three_round_trips()
    {
        // A -> check          B -> check (both at once)
        // B -> success        A -> success
        // A -> USE-CANDIDATE
        // B -> success
        var wire = new IceWire();
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        wire.SignalAll();
        wire.RunUntil(() => wire.A.State == IceState.Completed && wire.B.State == IceState.Completed);

        Assert.That(wire.Now - wire.StartedAt, Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(6)));
        Assert.That(wire.A.SelectedPath, Is.EqualTo(new TransportPath(IceWire.Address("192.0.2.1:1000"), IceWire.Address("192.0.2.2:2000"))));
        Assert.That(wire.B.SelectedPath, Is.EqualTo(new TransportPath(IceWire.Address("192.0.2.2:2000"), IceWire.Address("192.0.2.1:1000"))));
        Assert.That(wire.A.RoundTripTime, Is.EqualTo(TimeSpan.FromMilliseconds(2)));
        Assert.That(wire.Sent.Count(packet => packet.Nominates), Is.EqualTo(1));
        Assert.That(wire.Sent, Has.Count.EqualTo(6));
    }
}

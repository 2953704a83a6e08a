using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

/// <summary>TCP candidates (RFC 6544).</summary>
public class TcpCandidateTests
{
    private static readonly TransportAddress OfA = IceWire.Address("192.0.2.1:9");
    private static readonly TransportAddress OfB = IceWire.Address("192.0.2.2:7000");

    [Test]
    public void Direct_UDP_beats_direct_TCP_and_both_beat_a_relay()
    {
        var agent = new IceAgent(new IceOptions(), new SeededEntropy(1));
        var server = IceWire.Address("198.51.100.1:3478");
        var host = IceWire.Address("10.0.0.1:1000");
        Candidate[] ranked =
        [
            agent.AddLocalCandidate(host, 65_535),
            agent.AddLocalCandidate(IceWire.Address("10.0.0.2:1000"), 65_534),
            agent.AddServerReflexiveCandidate(IceWire.Address("203.0.113.1:1"), host, new(server, TransportProtocol.Udp, 60_000, host))!,
            agent.AddTcpCandidate(OfA, 65_535, TcpCandidateType.Active),
            agent.AddTcpCandidate(IceWire.Address("192.0.2.3:9"), 65_534, TcpCandidateType.Active),
            agent.AddTcpCandidate(OfB, 65_535, TcpCandidateType.Passive),
            agent.AddRelayedCandidate(IceWire.Address("198.51.100.1:50000"), new(server, TransportProtocol.Udp, 60_000, host))!,
        ];

        Assert.That(ranked.Select(candidate => candidate.Priority), Is.Ordered.Descending);
        Assert.That(ranked.Select(candidate => candidate.Foundation), Is.Unique);
        // 90 * 2^24 + (6 * 2^13 + 8191) * 2^8 + 255
        Assert.That(ranked[3].ToString(), Is.EqualTo($"candidate:{ranked[3].Foundation} 1 tcp 1524629503 192.0.2.1 9 typ host tcptype active"));
        Assert.That(ranked[5].ToString(), Does.EndWith(" 192.0.2.2 7000 typ host tcptype passive"));
    }

    [Test]
    public void Only_from_active_to_passive_a_connection_is_opened()
    {
        var agent = WithActiveAndPassive();
        agent.AddRemoteCandidate(Remote("192.0.2.2 9", "active"));
        agent.AddRemoteCandidate(Remote("192.0.2.2 7002", "passive"));

        Assert.That(PathsOf(agent), Is.EqualTo(new[] { new TransportPath(OfA, IceWire.Address("192.0.2.2:7002"), TransportProtocol.Tcp) }));
    }

    [TestCase("192.0.2.2 7002", "so")]
    [TestCase("192.0.2.2 7002", "")]
    [TestCase("192.0.2.2 22", "passive", TestName = "Nobody_has_us_knock_at_the_ports_of_other_services")]
    [TestCase("192.0.2.2 25", "passive")]
    [TestCase("fd00::2 7002", "passive", TestName = "Families_are_not_mixed")]
    public void Nothing_else_is_connected_to(string address, string type)
    {
        var agent = WithActiveAndPassive();
        agent.AddRemoteCandidate(Remote(address, type));

        Assert.That(PathsOf(agent), Is.Empty);
    }

    [Test]
    public void A_check_over_TCP_is_sent_once()
    {
        var agent = WithActiveAndPassive();
        agent.AddRemoteCandidate(Remote("192.0.2.2 7002", "passive"));
        var now = new Instant(1);
        var sent = 0;
        for (var i = 0; i < 9_000; i++, now += TimeSpan.FromMilliseconds(1)) sent += PathsOf(agent, now).Count;

        Assert.That(sent, Is.EqualTo(1));
    }

    [Test]
    public void Two_agents_connect_from_a_port_that_nobody_has_named([Values] bool isOpenedByControlling, [Values] bool isBehindNat)
    {
        // Opener -> connection from port 50000 -> passive one: a peer-reflexive candidate, or a host that it has named.
        var wire = new IceWire();
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.B.SetRemoteCredentials(wire.A.LocalCredentials);
        var (opener, other) = isOpenedByControlling ? (wire.A, wire.B) : (wire.B, wire.A);
        var outside = IceWire.Address(isBehindNat ? "203.0.113.9:50000" : "192.0.2.1:50000");
        wire.Deliver = packet => packet.Path.Local == OfA ? new(OfB, outside, TransportProtocol.Tcp) : new(OfA, OfB, TransportProtocol.Tcp);
        other.AddRemoteCandidate(opener.AddTcpCandidate(OfA, 1, TcpCandidateType.Active));
        opener.AddRemoteCandidate(other.AddTcpCandidate(OfB, 1, TcpCandidateType.Passive));
        foreach (var agent in new[] { wire.A, wire.B })
        {
            agent.EndLocalCandidates();
            agent.EndRemoteCandidates();
        }
        wire.RunUntil(() => wire.A.State == IceState.Completed && wire.B.State == IceState.Completed, 2);

        Assert.That(opener.SelectedPath, Is.EqualTo(new TransportPath(OfA, OfB, TransportProtocol.Tcp)));
        Assert.That(other.SelectedPath, Is.EqualTo(new TransportPath(OfB, outside, TransportProtocol.Tcp)));
        var seen = isBehindNat ? CandidateType.PeerReflexive : CandidateType.Host;
        Assert.That((opener.SelectedPair!.Local.Type, other.SelectedPair!.Remote.Type), Is.EqualTo((seen, seen)));
        Assert.That(opener.SelectedPair.Local.Transport, Is.EqualTo(CandidateTransport.Tcp));
    }

    [Test]
    public void A_connection_that_does_not_come_about_leaves_the_others()
    {
        var agent = WithActiveAndPassive();
        agent.AddRemoteCandidate(Remote("192.0.2.2 7002", "passive"));
        var path = PathsOf(agent).Single();
        agent.LoseConnection(path, new Instant(2));
        agent.LoseConnection(path, new Instant(2));
        agent.AddRemoteCandidate(Remote("192.0.2.2 7003", "passive"));

        Assert.That(PathsOf(agent, new Instant(TimeSpan.TicksPerSecond)).Select(next => next.Remote.Port), Is.EqualTo(new[] { 7003 }));
        Assert.That(agent.State, Is.EqualTo(IceState.Checking));
    }

    private static IceAgent WithActiveAndPassive()
    {
        var agent = new IceAgent(new IceOptions(), new SeededEntropy(1)) { Role = IceRole.Controlling };
        agent.SetRemoteCredentials(new IceCredentials("ufrag", new string('p', 24)));
        agent.AddTcpCandidate(OfA, 1, TcpCandidateType.Active);
        agent.AddTcpCandidate(OfA.WithPort(7001), 1, TcpCandidateType.Passive);
        return agent;
    }

    private static Candidate Remote(string address, string type)
    {
        var line = $"candidate:{address.GetHashCode(StringComparison.Ordinal)} 1 tcp 1518280447 {address} typ host tcptype {type}".TrimEnd();
        return Candidate.TryParse(line, out var candidate, out _) ? candidate : throw new ArgumentException(line);
    }

    private static List<TransportPath> PathsOf(IceAgent agent, Instant? at = null)
    {
        var now = at ?? new Instant(1);
        var paths = new List<TransportPath>();
        agent.Tick(now);
        while (agent.TryWrite(new byte[IceAgent.MaxDatagramLength], now, out _, out var path)) paths.Add(path);
        return paths;
    }
}

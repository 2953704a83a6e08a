using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.Peer.Tests.Ice;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.Peer.Tests.Turn;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Mdns;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Session;

/// <summary>Candidates whose address hides behind a name, the other end's and ours.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class HiddenNameTests
{
    private static readonly TransportAddress Behind = TransportAddress.Create([10, 0, 0, 2], 0);

    private readonly MdnsName _name = MdnsName.Create(new SeededEntropy(7));
    private readonly Queue<SessionEvent> _events = new();
    private readonly IceAgent _ice = new(new IceOptions(), new SeededEntropy(1)) { Role = IceRole.Controlling };
    private Instant _now;

    public HiddenNameTests() => _ice.SetRemoteCredentials(new IceCredentials("ufrag", new string('p', 24)));

    [Test]
    public void A_named_candidate_is_checked_when_its_name_is_known_and_holds_up_no_other()
    {
        var remotes = new RemoteCandidates(_ice, asksForNames: true, _events);
        _ice.AddLocalCandidate(TransportAddress.Create([10, 0, 0, 1], 1000), 1);
        remotes.Add(Line(_name.ToString(), 2000), null);
        remotes.Add(Line(_name.ToString(), 2001), null);
        remotes.Add(Line("10.0.0.3", 3000), null);

        Assert.That(_events, Is.EqualTo(new[] { new SessionEvent.NameToResolve(_name) }), "asked for once");
        Assert.That(Checked(), Is.EqualTo(new[] { "10.0.0.3:3000" }));

        remotes.Resolve(_name, Behind);
        Assert.That(Checked(), Is.SupersetOf(new[] { "10.0.0.2:2000", "10.0.0.2:2001" }));
    }

    [Test]
    public void The_end_of_candidates_waits_for_the_names_before_it([Values] bool isFound)
    {
        var wire = new IceWire();
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        wire.A.SetRemoteCredentials(wire.B.LocalCredentials);
        wire.B.SetRemoteCredentials(wire.A.LocalCredentials);
        wire.SignalToB();
        var remotes = new RemoteCandidates(wire.A, asksForNames: true, _events);
        remotes.Add(Line(_name.ToString(), 2000), null);
        remotes.Add("", null);
        remotes.Add("", null);

        // B's checks get through, whatever A knows of its name.
        wire.RunUntil(() => wire.A.State == IceState.Connected);
        remotes.Resolve(MdnsName.Create(new SeededEntropy(8)), Behind);
        wire.RunFor(1);
        Assert.That(wire.A.State, Is.EqualTo(IceState.Connected), "more may come");
        remotes.Resolve(_name, isFound ? TransportAddress.Create([192, 0, 2, 2], 0) : null);
        wire.RunUntil(() => wire.A.State == IceState.Completed);
    }

    [TestCase("printer.local")]
    [TestCase("server.example.org")]
    public void A_name_that_is_no_random_one_is_not_asked_for(string host)
    {
        var remotes = new RemoteCandidates(_ice, asksForNames: true, _events);

        Assert.That(remotes.Add(Line(host, 1), null), Is.Null);
        Assert.That(_events, Is.Empty);
    }

    [Test]
    public void A_flood_of_names_is_bounded()
    {
        var remotes = new RemoteCandidates(_ice, asksForNames: true, _events);
        var entropy = new SeededEntropy(9);
        for (var i = 0; i < 1000; i++) remotes.Add(Line(MdnsName.Create(entropy).ToString(), 1), null);

        Assert.That(_events, Has.Count.EqualTo(32));
    }

    [Test]
    public void Who_may_be_known_to_TURN_servers_alone_asks_nobody_for_names()
    {
        var pair = new SimulatedPair(1, LinkConditions.Perfect, relayOnly: true);
        pair.Describe(pair.Caller, pair.Callee, isOffer: true, TimeSpan.Zero);
        pair.Callee.Session.TryAddRemoteCandidate(Line(_name.ToString(), 1), null, pair.Loop.Now, out _);

        Assert.That(pair.Callee.Session.TryNextEvent(out _), Is.False);
    }

    [Test]
    public void Our_candidates_tell_no_host_address_where_it_is_hidden()
    {
        var host = TransportAddress.Create([10, 0, 0, 1], 1000);
        var options = new PeerSessionOptions
        {
            Certificate = DtlsCertificate.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), new SeededEntropy(1)),
            HidesHostAddresses = true,
        };
        using var session = new PeerSession(options, new SeededEntropy(1));
        var server = TransportAddress.Create([198, 51, 100, 1], 3478);
        var turn = new TurnServerDouble(server);
        session.SetLocalDescription(isOffer: true, session.CreateOffer(), _now);
        session.Servers.AskReflexive(new(host, server), 60_000);
        session.Servers.Allocate(new(host, server.WithPort(3479)), TurnClientEndpoint.Options(), 50_000);
        session.AddLocalAddress(host, 1, _name);
        var lines = new List<string>();
        var buffer = new byte[2000];
        for (var round = 0; round < 8; round++)
        {
            while (session.TryWrite(buffer, _now, out var length, out var path))
            {
                // As if through a NAT.
                turn.Receive(buffer.AsSpan(0, length), new(server, TransportAddress.Create([203, 0, 113, 1], 30_000)), _now);
                while (turn.TryWrite(buffer, _now, out length, out _)) session.Receive(buffer.AsSpan(0, length), path, _now);
            }
            while (session.TryNextEvent(out var happened))
            {
                if (happened is SessionEvent.LocalCandidate { Line: var line }) lines.Add(line);
            }
        }

        Assert.That(lines[0], Does.Contain($" {_name} 1000 typ host"));
        Assert.That(lines.Count(line => line.Contains(" raddr 0.0.0.0 rport 9", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(1));
        Assert.That(lines, Has.None.Contains("10.0.0.1"));
    }

    private static string Line(string host, int port) => $"candidate:{port} 1 udp 2130706431 {host} {port} typ host";

    private List<string> Checked()
    {
        var destinations = new List<string>();
        var buffer = new byte[IceAgent.MaxDatagramLength];
        for (var i = 0; i < 10; i++)
        {
            _now += TimeSpan.FromMilliseconds(20);
            _ice.Tick(_now);
            while (_ice.TryWrite(buffer, _now, out _, out var path)) destinations.Add(path.Remote.ToString());
        }
        return [.. destinations.Distinct()];
    }
}

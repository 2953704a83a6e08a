using NUnit.Framework;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>Whole sessions over TCP candidates in virtual time.</summary>
public class TcpSimulationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RelayDelay = TimeSpan.FromMilliseconds(30);

    [Test]
    public void TCP_carries_where_UDP_is_blocked_without_probes_for_sizes([Range(1, 5)] int seed)
    {
        var pair = Start(seed, isUdpBlocked: true);
        var sizes = new List<int>();
        pair.Network.OnSent = (path, size) =>
        {
            if (path.Protocol == TransportProtocol.Tcp) sizes.Add(size);
        };
        Connect(pair);
        pair.Loop.RunFor(TimeSpan.FromSeconds(2));
        Assert.That(sizes, Is.All.LessThan(1300), "nothing was sent but the handshakes");

        Exchange(pair);
        Assert.That(sizes.Max(), Is.GreaterThan(16_000), "and then the largest at once");
        Assert.That(Protocols(pair), Is.EqualTo((TransportProtocol.Tcp, TransportProtocol.Tcp)));
    }

    [Test]
    public void UDP_is_preferred_where_it_gets_through([Range(1, 5)] int seed)
    {
        var pair = Start(seed, isUdpBlocked: false);
        Connect(pair);
        pair.Loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(Protocols(pair), Is.EqualTo((TransportProtocol.Udp, TransportProtocol.Udp)));
    }

    [Test]
    public void UDP_takes_over_as_soon_as_it_gets_through_after_a_restart()
    {
        var pair = Start(1, isUdpBlocked: true);
        Connect(pair);
        pair.Network.Conditions = new() { Latency = TimeSpan.FromMilliseconds(10) };
        pair.Restart(pair.Caller, RelayDelay);
        Exchange(pair);
        pair.Loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(Protocols(pair), Is.EqualTo((TransportProtocol.Udp, TransportProtocol.Udp)));
    }

    [Test]
    public void Consent_and_restarts_keep_a_connection_over_TCP_alive([Values] bool byCaller)
    {
        var pair = Start(1, isUdpBlocked: true);
        Connect(pair);
        pair.Loop.RunFor(TimeSpan.FromMinutes(5));
        var connections = pair.Network.Tcp.Count;
        pair.Restart(byCaller ? pair.Caller : pair.Callee, RelayDelay);
        pair.Loop.RunFor(TimeSpan.FromMinutes(5));
        Exchange(pair);

        Assert.That(pair.Network.Tcp.Count, Is.EqualTo(connections), "the connections that there are go on");
        Assert.That(pair.Caller.States.Concat(pair.Callee.States).Distinct(), Is.EqualTo(new[] { SessionState.Connecting, SessionState.Connected }));
    }

    [Test]
    public void A_connection_that_is_cut_is_opened_again_and_nothing_is_lost([Range(1, 5)] int seed)
    {
        var pair = Start(seed, isUdpBlocked: true);
        Connect(pair);
        for (var i = 0; i < 20; i++) pair.Caller.Send(pair.Caller.Opened[0], isText: false, new byte[100_000]);
        pair.Loop.RunUntil(() => pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count > 3, Limit, "some messages");
        var connections = pair.Network.Tcp.Count;
        foreach (var path in pair.Network.Tcp.CutAll())
        {
            var end = pair.Caller.Owns(path.Local) ? pair.Caller : pair.Callee;
            end.Session.LoseConnection(path, pair.Loop.Now);
        }
        pair.Loop.RunUntil(() => pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count == 20, Limit, "all messages");

        Assert.That(pair.Network.Tcp.Count, Is.GreaterThan(connections));
        Assert.That(pair.Caller.Failure ?? pair.Callee.Failure, Is.Null);
    }

    private static SimulatedPair Start(int seed, bool isUdpBlocked)
    {
        var pair = new SimulatedPair(seed, new() { Latency = TimeSpan.FromMilliseconds(10), Loss = isUdpBlocked ? 1 : 0 }) { HasTcp = true };
        pair.Caller.Session.CreateDataChannel(new DataChannelInit("chat"), pair.Loop.Now);
        return pair;
    }

    private static void Connect(SimulatedPair pair)
    {
        pair.Negotiate(RelayDelay);
        pair.Loop.RunUntil(() => pair.Caller.Opened.Count > 0 && pair.Callee.Opened.Count > 0, Limit, "the open channel");
    }

    private static void Exchange(SimulatedPair pair)
    {
        var (caller, callee) = (pair.Caller.Opened[0], pair.Callee.Opened[0]);
        for (var i = 1; i <= 10; i++)
        {
            pair.Caller.Send(caller, isText: false, new byte[i * 20_000]);
            pair.Callee.Send(callee, isText: true, new byte[i * 1000]);
        }
        pair.Loop.RunUntil(
            () => pair.Callee.ReceivedOn(callee).Count == 10 && pair.Caller.ReceivedOn(caller).Count == 10, Limit, "the messages");
    }

    private static (TransportProtocol? Caller, TransportProtocol? Callee) Protocols(SimulatedPair pair) =>
        (pair.Caller.Session.Stats.SelectedPair?.Path.Protocol, pair.Callee.Session.Stats.SelectedPair?.Path.Protocol);
}

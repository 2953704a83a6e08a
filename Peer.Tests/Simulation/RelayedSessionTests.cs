using NUnit.Framework;
using RtcPeer.Peer.Tests.Turn;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>Whole sessions through a TURN server in virtual time.</summary>
public class RelayedSessionTests
{
    private static readonly TransportAddress Server = TransportAddress.Create([198, 51, 100, 1], 3478);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public void Nothing_leaves_but_to_the_server_where_only_relayed_paths_may_be_used([Values(0, 0.1)] double loss)
    {
        var (pair, server) = Start(new() { Latency = TimeSpan.FromMilliseconds(20), Loss = loss }, relayOnly: true);
        var strays = new List<TransportPath>();
        pair.Network.OnSent = (path, _) =>
        {
            if (path.Local != Server && path.Local.HasSameAddress(Server)) return;
            if (path.Remote != Server) strays.Add(path);
        };
        Connect(pair);
        var chat = pair.Caller.Opened[0];
        for (var i = 0; i < 50; i++) pair.Caller.Send(chat, isText: false, new byte[i * 1000]);
        pair.Loop.RunUntil(() => pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count == 50, TimeSpan.FromMinutes(2), "the messages");

        Assert.That(strays.Where(path => path.Local == pair.Caller.Address || path.Local == pair.Callee.Address), Is.Empty);
        Assert.That(
            pair.Caller.Candidates.Select(one => one.Line).Where(line => line.Length > 0),
            Is.Not.Empty.And.All.Contains(" typ relay raddr 0.0.0.0 rport 9"));
        Assert.That(server.ChannelCount, Is.GreaterThan(server.IndicationCount), "data takes the channel");
    }

    [Test]
    public void Datagrams_grow_to_what_a_link_carries_uncut_and_no_further()
    {
        var (pair, _) = Start(new() { Latency = TimeSpan.FromMilliseconds(20) }, relayOnly: true);
        var largest = 0;
        pair.Network.OnSent = (_, size) => largest = Math.Max(largest, size);
        Connect(pair);
        for (var i = 0; i < 20; i++) pair.Caller.Send(pair.Caller.Opened[0], isText: false, new byte[100_000]);
        pair.Loop.RunUntil(() => pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count == 20, TimeSpan.FromMinutes(2), "the messages");

        Assert.That(largest, Is.InRange(1300, 1500 - 40 - 8));
    }

    [Test]
    public void A_direct_path_is_preferred_where_there_is_one()
    {
        var (pair, server) = Start(new() { Latency = TimeSpan.FromMilliseconds(20) }, relayOnly: false);
        Connect(pair);
        var before = server.ChannelCount + server.IndicationCount;
        pair.Loop.RunFor(TimeSpan.FromSeconds(2));
        pair.Caller.Send(pair.Caller.Opened[0], isText: true, new byte[50_000]);
        pair.Loop.RunUntil(() => pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count == 1, Limit, "the message");

        Assert.That(server.ChannelCount + server.IndicationCount - before, Is.LessThan(10));
        Assert.That(pair.Caller.Candidates.Count(one => one.Line.Contains(" typ relay raddr 10.0.0.1 rport 1000", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void The_server_carries_where_the_direct_path_is_cut()
    {
        var (pair, server) = Start(new() { Latency = TimeSpan.FromMilliseconds(20) }, relayOnly: false);
        pair.Network.SetConditions(pair.Caller.Address, pair.Callee.Address, new() { Loss = 1 });
        pair.Network.SetConditions(pair.Callee.Address, pair.Caller.Address, new() { Loss = 1 });

        Connect(pair);

        Assert.That(server.AllocationCount, Is.EqualTo(2));
        pair.Caller.Session.Close(pair.Loop.Now);
        pair.Callee.Session.Close(pair.Loop.Now);
        pair.Loop.RunFor(TimeSpan.FromSeconds(1));
        Assert.That(server.AllocationCount, Is.Zero, "both were given back");
        Assert.That((pair.Caller.NextDeadline, pair.Callee.NextDeadline), Is.EqualTo((Instant.Never, Instant.Never)));
    }

    [Test]
    public void A_server_that_forgets_everything_is_found_out_when_the_other_end_falls_silent()
    {
        var (pair, server) = Start(new() { Latency = TimeSpan.FromMilliseconds(20) }, relayOnly: true);
        Connect(pair);
        server.Forget();

        pair.Loop.RunUntil(
            () => pair.Caller.ServerEvents.OfType<ServerEvent.Ended>().Any(), TimeSpan.FromSeconds(15), "the news");

        Assert.That((int?)pair.Caller.ServerEvents.OfType<ServerEvent.Ended>().First().Failure.Code, Is.EqualTo(437));
    }

    private static (SimulatedPair Pair, TurnServerDouble Server) Start(LinkConditions conditions, bool relayOnly)
    {
        var server = new TurnServerDouble(Server);
        var pair = new SimulatedPair(seed: 1, conditions, relayOnly, server);
        foreach (var peer in new[] { pair.Caller, pair.Callee })
            peer.Session.Servers.Allocate(new(peer.Address, Server), TurnClientEndpoint.Options(), 60_000);
        pair.Loop.RunUntil(() => pair.Caller.IsServerReady && pair.Callee.IsServerReady, Limit, "the allocations");
        pair.Caller.Session.CreateDataChannel(new("chat"), pair.Loop.Now);
        return (pair, server);
    }

    private static void Connect(SimulatedPair pair)
    {
        pair.Negotiate(TimeSpan.Zero);
        pair.Loop.RunUntil(() => pair.Caller.Opened.Count > 0 && pair.Callee.Opened.Count > 0, Limit, "the open channel");
    }
}

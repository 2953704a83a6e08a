using RtcPeer.Peer.Tests.Turn;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>Two sessions behind a NAT each, with a server that speaks STUN and TURN outside.</summary>
internal sealed class NatPair
{
    private static readonly TransportAddress Server = TransportAddress.Create([198, 51, 100, 1], 3478);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly SimulatedPair _pair;
    private readonly TurnServerDouble _server = new(Server);

    public NatPair(int seed, NatKind caller, NatKind callee)
    {
        _pair = new SimulatedPair(seed, new() { Latency = TimeSpan.FromMilliseconds(20) }, relayOnly: false, _server);
        _pair.Network.Nats = [Before(_pair.Caller, 1, caller), Before(_pair.Callee, 2, callee)];
    }

    /// <summary>Connects, and tells whether data goes directly once better paths have had their time.</summary>
    public bool ConnectsDirectly()
    {
        foreach (var peer in new[] { _pair.Caller, _pair.Callee })
        {
            peer.Session.Servers.AskReflexive(new(peer.Address, Server), 50_000);
            peer.Session.Servers.Allocate(new(peer.Address, Server), TurnClientEndpoint.Options(), 60_000);
        }
        _pair.Loop.RunUntil(() => _pair.Caller.IsServerReady && _pair.Callee.IsServerReady, Limit, "the allocations");
        _pair.Caller.Session.CreateDataChannel(new("chat"), _pair.Loop.Now);
        _pair.Negotiate(TimeSpan.FromMilliseconds(30));
        _pair.Loop.RunUntil(() => _pair.Caller.Opened.Count > 0 && _pair.Callee.Opened.Count > 0, Limit, "the open channel");
        _pair.Loop.RunFor(TimeSpan.FromSeconds(20));

        var before = _server.ChannelCount + _server.IndicationCount;
        _pair.Caller.Send(_pair.Caller.Opened[0], isText: false, new byte[100_000]);
        _pair.Callee.Send(_pair.Callee.Opened[0], isText: false, new byte[100_000]);
        _pair.Loop.RunUntil(
            () => _pair.Caller.ReceivedOn(_pair.Caller.Opened[0]).Count > 0 && _pair.Callee.ReceivedOn(_pair.Callee.Opened[0]).Count > 0,
            Limit, "the messages");
        return _server.ChannelCount + _server.IndicationCount - before < 50;
    }

    private static VirtualNat Before(SimulatedPeer peer, byte number, NatKind kind) => new(
        peer.Address, TransportAddress.Create([203, 0, 113, number], (ushort)(30_000 + 1000 * number)), kind.Mapping, kind.Filtering);
}

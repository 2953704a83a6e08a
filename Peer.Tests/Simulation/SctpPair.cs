using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>Two bare associations over a network in virtual time.</summary>
internal sealed class SctpPair
{
    private static readonly TransportAddress AddressA = TransportAddress.Create([10, 0, 0, 1], 1000);
    private static readonly TransportAddress AddressB = TransportAddress.Create([10, 0, 0, 2], 2000);

    public SctpPair(int seed, LinkConditions? conditions = null, SctpOptions? a = null, SctpOptions? b = null)
    {
        Network = new(seed, conditions ?? new() { Latency = TimeSpan.FromMilliseconds(5) });
        A = new(new(AddressA, AddressB), seed * 2 + 1, a);
        B = new(new(AddressB, AddressA), seed * 2 + 2, b);
        Loop = new(Network, A, B);
    }

    public VirtualNetwork Network { get; }

    public SctpEndpoint A { get; }

    public SctpEndpoint B { get; }

    public SimulationLoop Loop { get; }

    public Instant Now => Network.Now;

    /// <summary>Both ends call Connect at once, as over WebRTC.</summary>
    public SctpPair Connect()
    {
        A.Association.Connect(Now);
        B.Association.Connect(Now);
        Loop.RunUntil(() => A.IsConnected && B.IsConnected, TimeSpan.FromMinutes(2), "the handshake");
        return this;
    }
}

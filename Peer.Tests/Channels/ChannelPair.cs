using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Channels;

/// <summary>Two ends of an association over a virtual network: A is the DTLS client, B the server.</summary>
internal sealed class ChannelPair
{
    public ChannelPair(
        int seed = 1,
        LinkConditions? conditions = null,
        bool isBBare = false,
        SctpOptions? sctp = null,
        DataChannelOptions? options = null)
    {
        A = new(1, 2, seed, isDtlsClient: true, sctp, options);
        B = new(2, 1, seed, isDtlsClient: isBBare ? null : false, sctp, options);
        Network = new(seed, conditions ?? new() { Latency = TimeSpan.FromMilliseconds(5) });
        Loop = new(Network, A, B);
    }

    public ChannelEndpoint A { get; }

    public ChannelEndpoint B { get; }

    public VirtualNetwork Network { get; }

    public SimulationLoop Loop { get; }

    public Instant Now => Loop.Now;

    /// <summary>What DTLS would do when it is connected.</summary>
    public ChannelPair Connect()
    {
        foreach (var end in (ChannelEndpoint[])[A, B])
        {
            if (!end.IsBare) end.Table.SetRole(isDtlsClient: end == A, Now);
            end.Association.Connect(Now);
        }
        RunUntil(() => A.Association.State == SctpState.Established && B.Association.State == SctpState.Established, "the association");
        return this;
    }

    /// <summary>A channel of A that is open at both ends.</summary>
    public (DataChannel AtA, DataChannel AtB) Open(DataChannelInit init)
    {
        var count = B.OpenedChannels.Count();
        var atA = A.Table.Create(init, Now);
        RunUntil(() => atA.State == DataChannelState.Open && B.OpenedChannels.Count() > count, "an open channel");
        return (atA, B.OpenedChannels.Last());
    }

    public void RunUntil(Func<bool> predicate, string what) => Loop.RunUntil(predicate, TimeSpan.FromMinutes(2), what);

    public void RunFor(int milliseconds) => Loop.RunFor(TimeSpan.FromMilliseconds(milliseconds));
}

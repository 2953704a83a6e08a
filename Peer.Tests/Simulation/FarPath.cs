using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>Some flows, each with a controller of its own, from one host to another through one bottleneck.</summary>
internal sealed class FarPath
{
    private static readonly TransportAddress Near = TransportAddress.Create([10, 0, 0, 1], 1000);
    private static readonly TransportAddress Far = TransportAddress.Create([10, 0, 0, 2], 1000);

    private readonly List<FarEndpoint> _senders = [];
    private readonly List<FarEndpoint> _receivers = [];
    private readonly SimulationLoop _loop;

    /// <summary>Changes what the network does from now on.</summary>
    public FarPath Over(Func<LinkConditions, LinkConditions> change)
    {
        _loop.Network.Conditions = change(_loop.Network.Conditions);
        return this;
    }

    /// <param name="bitsPerSecond">Of the bottleneck.</param>
    /// <param name="roundTrip">Without a queue.</param>
    /// <param name="loss">Of datagrams on the way there; the way back loses as many.</param>
    /// <param name="queue">Before the bottleneck, in units of bandwidth times delay.</param>
    /// <param name="controllers">One for each flow.</param>
    public FarPath(long bitsPerSecond, TimeSpan roundTrip, double loss, double queue, params CongestionControl[] controllers)
        : this(bitsPerSecond, roundTrip, loss, queue, [.. controllers.Select(controller => new SctpOptions { CongestionControl = controller })])
    {
    }

    /// <inheritdoc cref="FarPath(long, TimeSpan, double, double, CongestionControl[])"/>
    /// <param name="flows">The options of both ends of each flow.</param>
    public FarPath(long bitsPerSecond, TimeSpan roundTrip, double loss, double queue, SctpOptions[] flows)
    {
        BytesPerSecond = bitsPerSecond / 8;
        var product = BytesPerSecond * roundTrip.TotalSeconds;
        var network = new VirtualNetwork(1, new()
        {
            Latency = roundTrip / 2,
            Loss = loss,
            BytesPerSecond = BytesPerSecond,
            QueueLimit = (int)Math.Max(product * queue, 128 * 1024),
        });
        for (ushort i = 0; i < flows.Length; i++)
        {
            var options = flows[i] with { HeartbeatInterval = TimeSpan.Zero };
            var (near, far) = (Near.WithPort((ushort)(1000 + i)), Far.WithPort((ushort)(1000 + i)));
            _senders.Add(new(new(near, far), 2 * i + 1, options));
            _receivers.Add(new(new(far, near), 2 * i + 2, options));
        }
        _loop = new(network, [.. _senders.Zip(_receivers).SelectMany<(FarEndpoint, FarEndpoint), ISimulatedEndpoint>(pair => [pair.Item1, pair.Item2])])
        {
            StepLimit = long.MaxValue,
        };
    }

    public long BytesPerSecond { get; }

    /// <summary>Connects all flows; each begins to send a little after the one before.</summary>
    public FarPath Start(TimeSpan apart = default)
    {
        foreach (var end in _senders.Concat(_receivers)) end.Association.Connect(_loop.Now);
        _loop.RunUntil(() => _senders.Concat(_receivers).All(end => end.IsConnected), TimeSpan.FromMinutes(1));
        for (var i = 0; i < _senders.Count; i++) _senders[i].SendsFrom = _loop.Now + apart * i;
        return this;
    }

    /// <summary>Runs, and gives the part of the bottleneck's rate that each flow's receiver has read meanwhile.</summary>
    public double[] Run(TimeSpan span)
    {
        var before = _receivers.ConvertAll(receiver => receiver.Received);
        _loop.RunFor(span);
        return [.. _receivers.Select((receiver, i) => (receiver.Received - before[i]) / (BytesPerSecond * span.TotalSeconds))];
    }

    /// <summary>Of the first flow: packets that were sent again.</summary>
    public long Retransmissions => _senders[0].Association.Retransmissions;

    /// <summary>Of the first flow: all packets.</summary>
    public long PacketsSent => _senders[0].Association.Stats.PacketsSent;

    /// <summary>Of the first flow.</summary>
    public TimeSpan? SmoothedRoundTrip => _senders[0].Association.SmoothedRoundTripTime;

    public string Describe() => string.Join("; ", _senders.Select(sender =>
        $"mtu {sender.Association.MaxPacketSize}, cwnd {sender.Association.Cwnd}, srtt {sender.Association.SmoothedRoundTripTime?.TotalMilliseconds:F1} ms, " +
        $"{sender.Association.Retransmissions} again, {sender.Association.Timeouts} timeouts"));
}

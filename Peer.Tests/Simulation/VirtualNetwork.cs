using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// A network in virtual time: the same seed and the same sends give the same arrivals. Datagrams that arrive at the
/// same instant do so in the order in which they were sent.
/// </summary>
internal sealed class VirtualNetwork(int seed, LinkConditions? conditions = null)
{
    private readonly Dictionary<TransportPath, VirtualLink> _links = [];
    private readonly PriorityQueue<Datagram, (Instant Arrival, long Order)> _inFlight = new();
    private long _order;

    public int Seed { get; } = seed;

    public Instant Now { get; private set; }

    /// <summary>What applies to each direction for which <see cref="SetConditions"/> has not said anything else.</summary>
    public LinkConditions Conditions { get; set; } = conditions ?? LinkConditions.Perfect;

    /// <summary>Told of each datagram that is handed in: the path from its sender's view, and the size in bytes.</summary>
    public Action<TransportPath, int>? OnSent { get; set; }

    /// <summary>What goes over TCP, of which nothing is lost as long as the connection stands.</summary>
    public VirtualTcp Tcp { get; } = new();

    /// <summary>The NATs that stand before some hosts.</summary>
    public IReadOnlyList<VirtualNat> Nats { get; set; } = [];

    /// <summary>Datagrams handed in.</summary>
    public long Sent { get; private set; }

    /// <summary>Datagrams handed out; with duplication it can exceed <see cref="Sent"/>.</summary>
    public long Delivered { get; private set; }

    /// <summary>Datagrams lost, for whatever reason.</summary>
    public long Lost { get; private set; }

    /// <summary>When the next datagram arrives; <see cref="Instant.Never"/> if none is under way.</summary>
    public Instant NextArrival => _inFlight.TryPeek(out _, out var next) ? next.Arrival : Instant.Never;

    /// <summary>Conditions of one direction between two hosts; ports do not matter.</summary>
    public void SetConditions(TransportAddress from, TransportAddress to, LinkConditions conditions) =>
        LinkOf(new(from, to)).Conditions = conditions;

    /// <param name="path">From the sender's view: its own address is the local one.</param>
    /// <param name="datagram">Borrowed for the call.</param>
    public void Send(in TransportPath path, ReadOnlySpan<byte> datagram)
    {
        if (path.Protocol == TransportProtocol.Tcp)
        {
            Sent++;
            OnSent?.Invoke(path, datagram.Length);
            if (Tcp.OtherEndOf(path) is { } other) Enqueue(other, datagram, Now + Conditions.Latency);
            else Lost++;
            return;
        }
        var sender = path.Local;
        var fate = LinkOf(path).Send(datagram.Length, Now, Conditions);
        Sent++;
        OnSent?.Invoke(path, datagram.Length);
        if (fate.IsLost) Lost++;
        var source = Nats.FirstOrDefault(nat => nat.Hides(sender))?.Map(path) ?? sender;
        var fromReceiver = new TransportPath(path.Remote, source);
        if (fate.Arrival is { } arrival) Enqueue(fromReceiver, datagram, arrival);
        if (fate.SecondArrival is { } second) Enqueue(fromReceiver, datagram, second);
    }

    /// <summary>The next datagram that is due now.</summary>
    public bool TryReceive(out Datagram datagram)
    {
        while (NextArrival <= Now)
        {
            datagram = _inFlight.Dequeue();
            if (Admit(datagram.Path) is not { } path)
            {
                Lost++;
                continue;
            }
            Delivered++;
            datagram = datagram with { Path = path };
            return true;
        }
        datagram = default;
        return false;
    }

    /// <exception cref="ArgumentOutOfRangeException">Time would run backwards.</exception>
    public void AdvanceTo(Instant instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, Now);
        Now = instant;
    }

    /// <summary>The path as the receiver sees it; null where a NAT lets nothing in, or hides whom it is for.</summary>
    private TransportPath? Admit(in TransportPath path)
    {
        foreach (var nat in Nats)
        {
            if (nat.Hides(path.Local)) return null;
            if (nat.IsAt(path.Local)) return nat.Admit(path.Local, path.Remote) is { } inside ? path with { Local = inside } : null;
        }
        return path;
    }

    private void Enqueue(in TransportPath path, ReadOnlySpan<byte> datagram, Instant arrival) =>
        _inFlight.Enqueue(new(path, datagram.ToArray()), (arrival, _order++));

    private VirtualLink LinkOf(in TransportPath path)
    {
        var hosts = new TransportPath(path.Local.WithPort(0), path.Remote.WithPort(0));
        if (!_links.TryGetValue(hosts, out var link)) _links[hosts] = link = new(new(Seed, hosts));
        return link;
    }
}

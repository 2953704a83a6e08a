using RtcPeer.Peer.Tests.Core;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.Peer.Tests.Turn;

/// <summary>An allocation on the virtual network, whose application sends to peers and notes what comes.</summary>
internal sealed class TurnClientEndpoint : ISimulatedEndpoint
{
    private readonly Queue<(TransportAddress Peer, byte[] Payload)> _toSend = new();
    private readonly TransportPath _path;

    public TurnClientEndpoint(TransportPath path, TurnOptions? options = null)
    {
        _path = path;
        Allocation = new TurnAllocation(options ?? Options(), new SeededEntropy(1));
    }

    public TurnAllocation Allocation { get; }

    public List<TurnEvent> Events { get; } = [];

    public List<(TransportPath Path, string Text)> Received { get; } = [];

    public Instant NextDeadline => Allocation.NextDeadline;

    public TurnEvent.Allocated Allocated => Events.OfType<TurnEvent.Allocated>().Single();

    public TurnFailure? Failure => Events.OfType<TurnEvent.Ended>().SingleOrDefault()?.Failure;

    public static TurnOptions Options() => new() { Username = TurnServerDouble.Username, Password = TurnServerDouble.Password };

    public void Send(TransportAddress peer, string text) => _toSend.Enqueue((peer, System.Text.Encoding.UTF8.GetBytes(text)));

    public bool Owns(TransportAddress address) => address == _path.Local;

    public void Receive(Span<byte> datagram, in TransportPath path, Instant now)
    {
        if (Allocation.Receive(datagram, now, out var payload, out var inner) == TurnInput.Payload)
            Received.Add((inner, System.Text.Encoding.UTF8.GetString(payload)));
    }

    public void Tick(Instant now) => Allocation.Tick(now);

    public void RunApplication(Instant now)
    {
        while (Allocation.TryNextEvent(out var turnEvent)) Events.Add(turnEvent);
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        path = _path;
        if (Allocation.TryWrite(destination, now, out length)) return true;
        while (Allocation.State == TurnState.Allocated && _toSend.TryDequeue(out var next))
        {
            next.Payload.CopyTo(destination[Allocation.HeadroomFor(next.Peer)..]);
            if (Allocation.TryWrap(destination, next.Payload.Length, next.Peer, now, out length)) return true;
        }
        return Allocation.TryWrite(destination, now, out length);
    }
}

using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Turn;

/// <summary>A peer that sends back what it gets.</summary>
internal sealed class EchoEndpoint(TransportAddress address) : ISimulatedEndpoint
{
    private readonly Queue<(TransportPath Path, byte[] Bytes)> _echoes = new();

    public TransportAddress Address { get; } = address;

    public Instant NextDeadline => _echoes.Count > 0 ? default : Instant.Never;

    public bool Owns(TransportAddress address) => address == Address;

    public void Receive(Span<byte> datagram, in TransportPath path, Instant now) => _echoes.Enqueue((path, datagram.ToArray()));

    public void Tick(Instant now)
    {
    }

    public void RunApplication(Instant now)
    {
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        var hasNext = _echoes.TryDequeue(out var next);
        if (hasNext) next.Bytes.CopyTo(destination);
        (length, path) = (next.Bytes?.Length ?? 0, next.Path);
        return hasNext;
    }
}

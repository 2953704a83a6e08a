using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>A bare association whose application sends all that it takes, or reads all that comes and counts it.</summary>
internal sealed class FarEndpoint(TransportPath path, int seed, SctpOptions options) : ISimulatedEndpoint
{
    private static readonly byte[] Message = new byte[65_536];

    private bool _hasBegun;

    public SctpAssociation Association { get; } = new(options, new SeededEntropy(seed));

    /// <summary>When it begins to send.</summary>
    public Instant SendsFrom { get; set; } = Instant.Never;

    /// <summary>Bytes that the application has read.</summary>
    public long Received { get; private set; }

    public bool IsConnected { get; private set; }

    public Instant NextDeadline =>
        _hasBegun ? Association.NextDeadline : Instant.Earlier(SendsFrom, Association.NextDeadline);

    public bool Owns(TransportAddress address) => address == path.Local;

    public void Receive(Span<byte> datagram, in TransportPath from, Instant now) => Association.Receive(datagram, now);

    public void Tick(Instant now) => Association.Tick(now);

    public void RunApplication(Instant now)
    {
        while (Association.TryNextEvent(out var e))
        {
            if (e.Kind == SctpEventKind.Connected) IsConnected = true;
            if (e.Payload is not { } payload) continue;
            Received += payload.Length;
            Association.Consume(payload.Length);
        }
        if (now < SendsFrom) return;
        _hasBegun = true;
        while (Association.Send(1, 53, Message, default, now) == SendResult.Accepted)
        {
        }
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath to)
    {
        to = path;
        return Association.TryWrite(destination, now, out length);
    }
}

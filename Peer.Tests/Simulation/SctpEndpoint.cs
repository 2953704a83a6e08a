using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>A bare association with an application that sends what is in its outbox and keeps what it receives.</summary>
internal sealed class SctpEndpoint(TransportPath path, int seed, SctpOptions? options = null) : ISimulatedEndpoint
{
    public SctpAssociation Association { get; } = new(options ?? new(), new SeededEntropy(seed));

    public Queue<OutboxMessage> Outbox { get; } = new();

    public List<SctpEvent> Messages { get; } = [];

    /// <summary>Everything but messages.</summary>
    public List<SctpEvent> Events { get; } = [];

    /// <summary>All events in their order.</summary>
    public List<SctpEvent> Log { get; } = [];

    /// <summary>The application reads what arrives.</summary>
    public bool Reads { get; set; } = true;

    public SctpEvent? Closed => Events.Find(e => e.Kind == SctpEventKind.Closed) is { Kind: SctpEventKind.Closed } e ? e : null;

    public bool IsConnected => Events.Exists(e => e.Kind == SctpEventKind.Connected);

    /// <summary>The application's own step, after its messages are handed over.</summary>
    public Action<Instant>? OnTurn { get; set; }

    public Instant NextDeadline => Association.NextDeadline;

    public bool Owns(TransportAddress address) => address == path.Local;

    public void Receive(Span<byte> datagram, in TransportPath from, Instant now) => Association.Receive(datagram, now);

    public void Tick(Instant now) => Association.Tick(now);

    public void RunApplication(Instant now)
    {
        while (Association.TryNextEvent(out var e))
        {
            Log.Add(e);
            (e.Kind == SctpEventKind.Message ? Messages : Events).Add(e);
            if (Reads && e.Payload is { } payload) Association.Consume(payload.Length);
        }
        while (Outbox.TryPeek(out var next))
        {
            if (Association.Send(next.Stream, next.Ppid, next.Payload, next.Options, now) != SendResult.Accepted) break;
            Outbox.Dequeue();
        }
        OnTurn?.Invoke(now);
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath to)
    {
        to = path;
        return Association.TryWrite(destination, now, out length);
    }

    /// <summary>What the application will send.</summary>
    internal sealed record OutboxMessage(ushort Stream, uint Ppid, byte[] Payload, SendOptions Options = default);
}

using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>
/// One SCTP association over DTLS (RFC 9260, RFC 8261) with partial reliability (RFC 3758) and stream reset
/// (RFC 6525), as a sans-IO machine.
/// </summary>
internal sealed class SctpAssociation(SctpOptions options, IEntropy entropy)
{
    private readonly SctpOptions _options = options;
    private readonly uint _localTag = entropy.NextUInt32();
    private readonly Queue<SctpEvent> _events = new();

    public SctpState State { get; private set; }

    /// <summary>The association is over: <see cref="SctpEventKind.Closed"/> was raised.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The number of streams that we may send on: ours until the handshake, then what both ends accept.</summary>
    public int OutgoingStreams => _options.Streams;

    /// <summary>The largest packet that <see cref="TryWrite"/> makes, in bytes; may be changed at any time.</summary>
    public int MaxPacketSize { get; set; } = options.MaxPacketSize;

    public TimeSpan? SmoothedRoundTripTime { get; }

    /// <summary>Congestion window, in bytes.</summary>
    public int Cwnd { get; }

    /// <summary>Bytes accepted and not yet put into a packet for the first time, of all streams.</summary>
    public long BufferedTotal { get; }

    /// <summary>Bytes accepted and not yet acknowledged, of all streams.</summary>
    public long UnacknowledgedTotal { get; }

    /// <summary>The size of a message that would be accepted now, in bytes.</summary>
    public int SendBufferFree { get; }

    public Instant NextDeadline { get; } = Instant.Never;

    /// <summary>Begins the handshake. Both ends may, at the same time; an end that does not is a passive one.</summary>
    public void Connect(Instant now) => throw new NotImplementedException();

    public void Receive(ReadOnlySpan<byte> packet, Instant now) => throw new NotImplementedException();

    /// <summary>Hands a message over; it is copied. Also accepted before the association is up.</summary>
    /// <exception cref="ArgumentException">The payload is empty, which SCTP cannot carry.</exception>
    public SendResult Send(ushort stream, uint ppid, ReadOnlySpan<byte> payload, in SendOptions options, Instant now) =>
        throw new NotImplementedException();

    /// <summary>Bytes accepted on the stream and not yet put into a packet for the first time.</summary>
    public int BufferedAmount(ushort stream) => throw new NotImplementedException();

    /// <summary>Asks for an event when <see cref="BufferedAmount"/> falls from above that many bytes to it or below.</summary>
    public void SetBufferedAmountLowThreshold(ushort stream, int bytes) => throw new NotImplementedException();

    /// <summary>
    /// Resets our outgoing side of the stream once everything sent on it is acknowledged (RFC 6525 section 5.1.2).
    /// </summary>
    public void ResetStream(ushort stream, Instant now) => throw new NotImplementedException();

    /// <summary>The application has read that many payload bytes of delivered messages: the window opens.</summary>
    public void Consume(int bytes) => throw new NotImplementedException();

    /// <summary>Ends the association once everything accepted is acknowledged (RFC 9260 section 9.2).</summary>
    public void Shutdown(Instant now) => throw new NotImplementedException();

    /// <summary>Ends the association now; the next <see cref="TryWrite"/> tells the other end (RFC 9260 section 9.1).</summary>
    public void Abort(string reason, Instant now) => throw new NotImplementedException();

    public void Tick(Instant now) => throw new NotImplementedException();

    /// <summary>Writes one packet, if there is one to send.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length) => throw new NotImplementedException();

    public bool TryNextEvent(out SctpEvent e) => _events.TryDequeue(out e);

    public override string ToString() => $"{State} {_localTag:x8}";
}

using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.PathMtu;
using RtcPeer.WebRtc.Sctp.Receiving;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>
/// One SCTP association over DTLS (RFC 9260, RFC 8261) with partial reliability (RFC 3758) and stream reset
/// (RFC 6525), as a sans-IO machine.
/// </summary>
internal sealed class SctpAssociation
{
    private readonly AssociationContext _context;
    private readonly ReplyPacket _reply;
    private readonly PendingReplies _replies = new();
    private readonly DataSender _sender;
    private readonly Handshake _handshake;
    private readonly ShutdownSequence _shutdown;
    private readonly HeartbeatMonitor _heartbeat;
    private readonly PathMtuDiscovery _pathMtu;
    private readonly OutgoingResets _resets;
    private readonly PacketDispatcher _dispatcher;
    private bool _isSuspended;
    private long _sentPackets;

    public SctpAssociation(SctpOptions options, IEntropy entropy)
    {
        _context = new(options, entropy);
        _reply = new(_context);
        _sender = new(_context, CreateController(options));
        _handshake = new(_context, _reply, _sender.RoundTrip);
        _shutdown = new(_context, _reply, _sender);
        _heartbeat = new(_context, _sender.RoundTrip);
        _pathMtu = new(_context, _sender);
        _resets = new(_context, _sender);
        _dispatcher = new(_context, _reply, _replies, _sender, _handshake, _shutdown, _heartbeat, _pathMtu, _resets);
    }

    public SctpState State => _context.State;

    /// <summary>The association is over: <see cref="SctpEventKind.Closed"/> was raised.</summary>
    public bool HasEnded => _context.HasEnded;

    /// <summary>The number of streams that we may send on: ours until the handshake, then what both ends accept.</summary>
    public int OutgoingStreams => _context.Peer?.OutgoingStreams ?? _context.Options.Streams;

    /// <summary>The largest packet that <see cref="TryWrite"/> makes, in bytes; may be changed at any time.</summary>
    public int MaxPacketSize
    {
        get => _context.MaxPacketSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SctpOptions.MinPacketSize);
            _context.MaxPacketSize = value;
            _sender.OnPacketSize(value);
        }
    }

    public TimeSpan? SmoothedRoundTripTime => _sender.RoundTrip.Smoothed;

    /// <summary>Congestion window, in bytes.</summary>
    public int Cwnd => _sender.Cwnd;

    /// <summary>Bytes accepted and not yet put into a packet for the first time, of all streams.</summary>
    public long BufferedTotal => _sender.Queue.Buffered;

    /// <summary>Bytes accepted and not yet acknowledged, of all streams.</summary>
    public long UnacknowledgedTotal => _sender.Queue.Unacknowledged;

    /// <summary>The size of a message that would be accepted now, in bytes.</summary>
    public int SendBufferFree => _sender.Queue.Free;

    /// <summary>Packets that were not understood, forged or not for us.</summary>
    public long DroppedPackets => _dispatcher.DroppedPackets;

    /// <summary>Packets that carried something for the second time.</summary>
    public long Retransmissions => _sender.Retransmissions;

    /// <summary>Expiries of T3-rtx.</summary>
    public long Timeouts => _sender.Timeouts;

    /// <summary>Chunks that were received twice.</summary>
    public long DuplicateChunks => _dispatcher.Receiver?.Duplicates ?? 0;

    /// <summary>Chunks that did not fit into the receive window.</summary>
    public long RefusedChunks => _dispatcher.Receiver?.Refused ?? 0;

    /// <summary>The other end is known, or was.</summary>
    public bool HasPeer => _context.Peer is not null;

    public SctpStats Stats => new()
    {
        SmoothedRoundTripTime = SmoothedRoundTripTime,
        Cwnd = Cwnd,
        PeerWindow = _sender.PeerWindow,
        MaxPacketSize = MaxPacketSize,
        UnackedChunks = _sender.OutstandingChunks,
        PacketsSent = _sentPackets,
        PacketsReceived = _dispatcher.ReceivedPackets,
        PacketsRetransmitted = Retransmissions,
        BytesRetransmitted = _sender.RetransmittedBytes,
        Timeouts = Timeouts,
        Interleaves = _context.Peer is { Interleaves: true },
        OmitsChecksum = OmitsChecksum,
    };

    /// <summary>RFC 9653 section 5.2: not for INIT, COOKIE ECHO, and answers to what is outside the association.</summary>
    private bool OmitsChecksum => _context.IsUp && _context.Peer is { AcceptsZeroChecksum: true };

    public Instant NextDeadline
    {
        get
        {
            if (HasEnded || _isSuspended) return Instant.Never;
            var deadline = Instant.Earlier(_handshake.Deadline, _shutdown.Deadline);
            if (!_context.IsUp) return deadline;
            deadline = Instant.Earlier(deadline, Instant.Earlier(_sender.Deadline, _resets.Deadline));
            deadline = Instant.Earlier(deadline, Instant.Earlier(_heartbeat.Deadline, _pathMtu.Deadline));
            return Instant.Earlier(deadline, _dispatcher.Receiver?.Deadline ?? Instant.Never);
        }
    }

    /// <summary>Begins the handshake. Both ends may, at the same time; an end that does not is a passive one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="roundTripTime">What is known of the path; it takes the place of the options' first timeout.</param>
    public void Connect(Instant now, TimeSpan? roundTripTime = null)
    {
        _ = now;
        if (HasEnded || State != SctpState.Closed) return;
        if (roundTripTime is { } measured) _sender.RoundTrip.Expect(measured);
        _handshake.Connect();
    }

    /// <summary>Takes one packet, whatever is in it.</summary>
    public void Receive(ReadOnlySpan<byte> packet, Instant now) => _dispatcher.Receive(packet, now);

    /// <summary>The other end takes no packets above that size, in bytes. To be called before the association is up.</summary>
    public void LimitProbes(int maxPacketSize) => _pathMtu.Limit(maxPacketSize);

    /// <summary>A packet of that size, with the common header, could not leave our own end: the link is too narrow.</summary>
    public void OnPacketRefused(int size, Instant now) => _pathMtu.OnRefused(size, now);

    /// <summary>Hands a message over; it is copied. Also accepted before the association is up.</summary>
    /// <exception cref="ArgumentException">The payload is empty, which SCTP cannot carry.</exception>
    public SendResult Send(ushort stream, uint ppid, ReadOnlySpan<byte> payload, in SendOptions options, Instant now)
    {
        if (payload.IsEmpty) throw new ArgumentException("SCTP carries no empty messages.", nameof(payload));
        if (HasEnded || State > SctpState.Established) return SendResult.NotOpen;
        if (stream >= OutgoingStreams) return SendResult.NoSuchStream;
        var outgoing = _sender.Queue.StreamOf(stream);
        return outgoing.IsResetting
            ? SendResult.StreamResetting
            : _sender.Add(outgoing, ppid, payload, options, now);
    }

    /// <summary>Bytes accepted on the stream and not yet put into a packet for the first time.</summary>
    public int BufferedAmount(ushort stream) => _sender.Queue.Find(stream)?.Buffered ?? 0;

    /// <summary>Asks for an event when <see cref="BufferedAmount"/> falls from above that many bytes to it or below.</summary>
    public void SetBufferedAmountLowThreshold(ushort stream, int bytes) =>
        _sender.Queue.StreamOf(stream).LowThreshold = bytes;

    /// <summary>
    /// Resets our outgoing side of the stream once everything sent on it is acknowledged (RFC 6525 section 5.1.2).
    /// </summary>
    public void ResetStream(ushort stream, Instant now)
    {
        _ = now;
        if (!HasEnded) _resets.Add(stream, now);
    }

    /// <summary>The application has read that many payload bytes of delivered messages: the window opens.</summary>
    public void Consume(int bytes) => _dispatcher.Receiver?.Consume(bytes);

    /// <summary>Ends the association once everything accepted is acknowledged (RFC 9260 section 9.2).</summary>
    public void Shutdown(Instant now)
    {
        if (HasEnded) return;
        _shutdown.Begin();
        _shutdown.Advance(now);
    }

    /// <summary>Ends the association now; the next <see cref="TryWrite"/> tells the other end (RFC 9260 section 9.1).</summary>
    public void Abort(string reason, Instant now)
    {
        _ = now;
        _context.AbortWith(CauseCode.UserInitiatedAbort, reason, SctpCloseReason.AbortedByUs);
    }

    /// <summary>There is no way to the other end: until <see cref="Resume"/>, no timer runs and no timeout counts.</summary>
    public void Suspend() => _isSuspended = true;

    /// <summary>There is a way again, or another one: what is unacknowledged is asked after at once.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isStream">Packets of any size get through, as over TCP.</param>
    public void Resume(Instant now, bool isStream = false)
    {
        _isSuspended = false;
        _pathMtu.IsStream = isStream;
        _pathMtu.Restart();
        _context.ErrorCount = 0;
        if (_context.IsUp) _sender.OnNewPath(now);
    }

    public void Tick(Instant now)
    {
        if (HasEnded || _isSuspended) return;
        if (_handshake.Tick(now)) _sender.OnCookieRepeated(now);
        _shutdown.Tick(now);
        if (!_context.IsUp) return;
        _sender.Tick(now);
        _resets.Tick(now);
        _heartbeat.Tick(now);
        _pathMtu.Tick(now);
        _dispatcher.Receiver?.Tick(now);
    }

    /// <summary>Writes one packet, if there is one to send.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length)
    {
        if (_context.Abort is { } abort)
        {
            _reply.SetAbort(abort);
            _context.Abort = null;
        }
        if (_reply.TryWrite(destination, out length))
        {
            _sentPackets++;
            return true;
        }
        if (HasEnded || State == SctpState.Closed || destination.Length < SctpOptions.MinPacketSize) return false;
        _pathMtu.LookForBlackHole(now);
        var writer = Begin(destination, Math.Max(_sender.PacketSize, PacketHeader.Size + _sender.LargestPending));
        Fill(ref writer, now);
        if (writer.Length == PacketHeader.Size && _pathMtu.DueSize is > 0 and var probe && probe <= destination.Length)
        {
            // Data goes first, and does not wait for probes.
            writer = Begin(destination, probe);
            _pathMtu.Write(ref writer, now);
        }
        length = writer.Length;
        if (length == PacketHeader.Size)
        {
            length = 0;
            return false;
        }
        _sentPackets++;
        var tag = State == SctpState.CookieWait ? 0 : _context.Peer?.Tag ?? 0;
        new PacketHeader(_context.Options.LocalPort, _context.Options.RemotePort, tag).Seal(writer.Written, OmitsChecksum);
        return true;
    }

    public bool TryNextEvent(out SctpEvent e) => _context.Events.TryDequeue(out e);

    private static ICongestionController CreateController(SctpOptions options) => options.CongestionControl switch
    {
        CongestionControl.Bbr => new BbrCongestionController(options.MaxPacketSize),
        CongestionControl.Cubic => new CubicCongestionController(options.MaxPacketSize),
        _ => new Rfc9260CongestionController(options.MaxPacketSize),
    };

    private static ByteWriter Begin(Span<byte> destination, int size)
    {
        var writer = new ByteWriter(destination[..(Math.Min(size, destination.Length) & ~3)]);
        writer.WriteZeros(PacketHeader.Size);
        return writer;
    }

    private void Fill(ref ByteWriter writer, Instant now)
    {
        if (State == SctpState.CookieWait)
        {
            if (_handshake.IsInitDue) _handshake.WriteInit(ref writer, now);
            return;
        }
        if (State == SctpState.CookieEchoed)
        {
            // RFC 9260 5.1 C: until the COOKIE ACK, DATA may go with the COOKIE ECHO and not without.
            if (!_handshake.IsCookieDue) return;
            _handshake.WriteCookieEcho(ref writer, now);
            _sender.Write(ref writer, now);
            return;
        }
        if (_dispatcher.Receiver is { } receiver) FillEstablished(ref writer, receiver, now);
    }

    private void FillEstablished(ref ByteWriter writer, DataReceiver receiver, Instant now)
    {
        // First, since it drops what has expired: a reset or a shutdown may have waited for nothing else.
        var maySend = _context.MayWriteData && _sender.CanWrite(now);
        _resets.Advance();
        _shutdown.Advance(now);
        _replies.Write(ref writer);
        var peerNumber = _dispatcher.Requests?.LastNumber ?? 0;
        if (_dispatcher.Requests?.TryWrite(ref writer) != true) _resets.TryWrite(ref writer, peerNumber, now);
        _shutdown.Write(ref writer, receiver.CumulativeTsn, now);
        _heartbeat.Write(ref writer, now);
        var isAnswer = receiver.HasNews;
        if (receiver.IsSackDue || (maySend && receiver.IsSackUseful)) receiver.WriteSack(ref writer);
        if (maySend) _sender.Write(ref writer, now, isAnswer);
    }
}

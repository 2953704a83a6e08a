using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.PathMtu;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>The sending half of an association: messages in, DATA and FORWARD TSN out, SACKs and timeouts in.</summary>
internal sealed class DataSender
{
    /// <summary>
    /// How many packets may leave at once beyond what the last SACK has made room for (RFC 9260 section 7.2.4: burst
    /// limit); after a pause it keeps a whole window from flooding the path.
    /// </summary>
    private const int MaxBurst = 32;

    /// <summary>Nor more bytes: Linux's usual socket buffer holds no more than this of large packets.</summary>
    private const int MaxBurstBytes = 128 * 1024;

    private const int MaxIdleSteps = 8;

    private readonly AssociationContext _context;
    private readonly ICongestionController _congestion;
    private readonly OutstandingData _outstanding;
    private readonly ForwardTsnSchedule _forward;
    private readonly LossDetector _losses = new();
    private readonly RetransmissionTimer _timer;
    private readonly PacketFiller _filler;
    private readonly Gathering _gathering = new();
    private readonly Pacer _pacer = new();

    private long _peerWindow;
    private Tsn? _windowProbe;
    private bool _isProbeDue;
    private bool _isAwaited;
    private long _recoveryEnd;
    private int _burst;
    private int _lost;
    private Instant _pacedUntil = Instant.Never;
    private Instant _lastSent;

    public DataSender(AssociationContext context, ICongestionController congestion)
    {
        _context = context;
        _congestion = congestion;
        Queue = new(context);
        RoundTrip = new(context.Options);
        _outstanding = new(Queue, context.LocalInitialTsn);
        _forward = new(_outstanding, RoundTrip);
        _timer = new(RoundTrip, context.Options.DelayedAck);
        _filler = new(context, Queue, _outstanding, _losses);
    }

    public SendQueue Queue { get; }

    public RoundTripEstimator RoundTrip { get; }

    public BlackHoleWatch BlackHole { get; } = new();

    public int Cwnd => _congestion.Cwnd;

    /// <summary>Everything accepted was acknowledged or given up.</summary>
    public bool IsEmpty => Queue.IsEmpty && _outstanding.IsEmpty;

    /// <summary>The TSN that was assigned last.</summary>
    public Tsn LastAssigned => _outstanding.Ring.Next + -1;

    /// <summary>Chunks that were sent again.</summary>
    public long Retransmissions { get; private set; }

    /// <summary>What was sent again, in bytes of chunks with their headers.</summary>
    public long RetransmittedBytes { get; private set; }

    /// <summary>What the other end would take now, in bytes.</summary>
    public long PeerWindow => _peerWindow;

    /// <summary>DATA chunks that are not cumulatively acknowledged.</summary>
    public int OutstandingChunks => _outstanding.Ring.Count;

    /// <summary>Expiries of T3-rtx.</summary>
    public long Timeouts { get; private set; }

    public Instant Deadline => Instant.Earlier(
        Instant.Earlier(_losses.Deadline, Instant.Earlier(_pacedUntil, _gathering.Deadline)),
        Instant.Earlier(_timer.ProbeAt, _timer.ExpiresAt));

    /// <summary>What a chunk that waits to be sent again takes: it cannot be cut anew if packets became smaller.</summary>
    public int LargestPending => _outstanding.TryPeekLost(out var tsn) ? _outstanding.Ring[tsn].Size : 0;

    /// <summary>The largest packet to be written now. A probe of the tail is small, lest it be lost for its size too.</summary>
    public int PacketSize => _isProbeDue ? Math.Min(_context.Options.MaxPacketSize, _context.MaxPacketSize) : _context.MaxPacketSize;

    private bool MayAbandon => _context.Peer is { SupportsForwardTsn: true };

    /// <summary>A path that is shorter than a portion of packets needs no pace.</summary>
    private double PacingRate => RoundTrip.Minimum < Pacer.Quantum ? 0 : _congestion.PacingRate;

    private int BurstSize => Math.Min(MaxBurst * _context.MaxPacketSize, MaxBurstBytes);

    public void OnPacketSize(int maxPacketSize) => _congestion.OnPacketSize(maxPacketSize);

    /// <summary>The other end is known from its INIT or INIT ACK.</summary>
    public void Begin(PeerParameters peer)
    {
        _peerWindow = peer.ARwnd;
        Queue.MaxBegun = peer.Interleaves ? Math.Max(peer.ARwnd / 2, 1) : 0;
        _outstanding.Use(peer.Format);
    }

    /// <summary>Takes a message, if there is room for it.</summary>
    public SendResult Add(OutgoingStream stream, uint ppid, ReadOnlySpan<byte> payload, in SendOptions options, Instant now)
    {
        var result = Queue.Add(stream, ppid, payload, options, now);
        if (result == SendResult.Accepted)
            _gathering.OnMessage(isAlone: _outstanding.Flight == 0, Queue.Waiting, Queue.Buffered, now);
        return result;
    }

    /// <summary>A packet has come: who sends it is awake, and what has been gathered meanwhile may go.</summary>
    public void OnPacket() => _gathering.End();

    /// <summary>There is DATA or FORWARD TSN that may be sent now.</summary>
    public bool CanWrite(Instant now)
    {
        if (_forward.IsDue || _isProbeDue) return true;
        var may = MayWriteLost() || (!_gathering.IsKeepingBack && MayWriteNew(_context.MaxPacketSize - PacketHeader.Size, now));
        _pacedUntil = may && !_pacer.MayWrite(now) ? _pacer.Next : Instant.Never;
        if (may) return _pacedUntil == Instant.Never;
        if (FitsCwnd(_context.MaxPacketSize)) _outstanding.Delivery.OnLimited(_outstanding.Flight);
        return false;
    }

    /// <summary>
    /// Somebody waits until all is acknowledged, as before a stream is reset: then no SACK may be held back, and
    /// the other end may be gone before it would come by itself.
    /// </summary>
    public void Await(Instant now)
    {
        _isAwaited = true;
        _gathering.End();
        if (!_timer.MaySackWait) return;
        _timer.OnProbe(now);
        _isProbeDue = true;
    }

    /// <summary>Nobody waits any more.</summary>
    public void EndAwaiting() => _isAwaited = false;

    /// <summary>Fills the rest of the packet.</summary>
    /// <param name="isAnswer">
    /// The packet acknowledges data too. Where two ends answer each other, a SACK that travels with the answer to this
    /// packet is early enough, and one of its own would double the number of packets.
    /// </param>
    public void Write(ref ByteWriter writer, Instant now, bool isAnswer = false)
    {
        if (_forward.TryWrite(ref writer, now)) _timer.OnSent(now);
        ForgetIdleWindow(now);
        // The congestion window is asked once a packet: what begins a packet may fill it.
        var again = _isProbeDue || MayWriteLost() ? _filler.WriteLost(ref writer, now) : 0;
        var first = again > 0 || _isProbeDue || MayWriteNew(writer.Free, now) ? WriteNew(ref writer, now) : 0;
        if (_isProbeDue && again + first == 0) again = _filler.WriteTail(ref writer, now);
        var maySackWait = isAnswer && !_isAwaited && again == 0 && !_isProbeDue && !Queue.HasMessage;
        _isProbeDue = false;
        if (again > 0) Retransmissions++;
        RetransmittedBytes += again;
        if (again + first == 0) return;
        _losses.OnPacketSent();
        _timer.OnSent(now, maySackWait);
        if (_windowProbe is not null) _timer.SkipProbes();
        _lastSent = now;
        _burst -= first;
        _pacer.OnSent(again + first, PacingRate, now);
        if (!maySackWait && !CanWrite(now) && _pacedUntil == Instant.Never) _filler.AskForImmediateSack(writer);
    }

    /// <summary>Takes a SACK; false when it acknowledges what was never sent.</summary>
    public bool OnSack(in SackChunk sack, Instant now)
    {
        if (!_outstanding.IsPlausible(sack)) return false;
        if (sack.CumulativeTsnAck < _outstanding.Cumulative) return true;
        var tally = new AckTally(now, RoundTrip.Minimum);
        var flightBefore = _outstanding.Flight;
        var isProgress = sack.CumulativeTsnAck != _outstanding.Cumulative;
        _outstanding.AckThrough(sack.CumulativeTsnAck, ref tally);
        _outstanding.NoticeReneging();
        _outstanding.AckGaps(sack, ref tally);
        _peerWindow = sack.ARwnd;
        _context.ErrorCount = 0;
        if (tally.RoundTrip is { } sample) RoundTrip.OnSample(sample);
        if (sack.HasDuplicates && !_timer.HasProbed) _losses.OnDuplicate();
        _losses.OnAcked(tally.NewestOrder);
        BlackHole.OnArrived(tally.NewestLargeOrder);
        DetectLosses(now);
        SettleWindowProbe(now);
        _forward.OnChange(now);
        if (tally.Bytes == 0 && !isProgress) return true;
        _congestion.OnAcked(new()
        {
            Now = now,
            AckedBytes = tally.Bytes,
            LostBytes = _lost,
            FlightBefore = flightBefore,
            Flight = _outstanding.Flight,
            IsRecovering = tally.NewestOrder < _recoveryEnd,
            RoundTrip = tally.RoundTrip,
            SmoothedRoundTrip = RoundTrip.Smoothed ?? TimeSpan.Zero,
            Delivery = _outstanding.Delivery.OnAcked(tally, RoundTrip.Minimum, now),
        });
        _lost = 0;
        _timer.OnProgress(!_outstanding.IsEmpty, now);
        _burst = 2 * tally.Bytes + BurstSize;
        return true;
    }

    /// <summary>A SHUTDOWN acknowledges as well (RFC 9260 section 9.2).</summary>
    public void OnCumulativeAck(Tsn cumulative, Instant now)
    {
        if (cumulative < _outstanding.Cumulative || cumulative >= _outstanding.Ring.Next) return;
        var tally = new AckTally(now, RoundTrip.Minimum);
        _outstanding.AckThrough(cumulative, ref tally);
        _forward.OnChange(now);
        if (tally.Bytes > 0 || _outstanding.IsEmpty) _timer.OnProgress(!_outstanding.IsEmpty, now);
    }

    /// <summary>What went with a COOKIE ECHO that was not answered goes again with the next one.</summary>
    public void OnCookieRepeated(Instant now)
    {
        _outstanding.MarkAllLost(MayAbandon, now);
        _losses.Clear();
        _timer.OnProgress(isOutstanding: false, now);
    }

    public void Tick(Instant now)
    {
        if (_pacedUntil <= now) _pacedUntil = Instant.Never;
        _gathering.Tick(now);
        if (_losses.Deadline <= now)
        {
            DetectLosses(now);
            _forward.OnChange(now);
        }
        if (_timer.ProbeAt <= now)
        {
            _timer.OnProbe(now);
            _isProbeDue = true;
            _forward.Repeat();
        }
        else if (_timer.ExpiresAt <= now) Expire(now);
    }

    /// <summary>
    /// What is in flight may have been lost with the path before: a probe has the other end say what it has, and the
    /// timeouts of that path count no longer.
    /// </summary>
    public void OnNewPath(Instant now)
    {
        _timer.OnProgress(!_outstanding.IsEmpty, now);
        _isProbeDue |= !_outstanding.IsEmpty;
        _forward.Repeat();
    }

    private bool MayWriteLost() =>
        _outstanding.TryPeekLost(out var tsn) && FitsCwnd(_outstanding.Ring[tsn].Size);

    private bool MayWriteNew(int room, Instant now)
    {
        var length = NextLength(room, now);
        return length > 0 && FitsCwnd(_outstanding.Format.HeaderSize + length);
    }

    private bool FitsCwnd(int size) => _outstanding.Flight == 0 || _outstanding.Flight + size <= _congestion.Cwnd;

    private int WriteNew(ref ByteWriter writer, Instant now)
    {
        var bytes = 0;
        while (true)
        {
            var length = NextLength(writer.Free, now);
            if (length == 0 || Queue.Current(now) is not { } message) return bytes;
            var isBeyondWindow = length > _peerWindow - _outstanding.FlightPayload;
            bytes += _filler.WriteNew(ref writer, message, length, now);
            if (isBeyondWindow) _windowProbe = LastAssigned;
        }
    }

    /// <summary>The size of the fragment that may be sent next in that much room, or 0.</summary>
    private int NextLength(int room, Instant now)
    {
        if (_outstanding.Ring.IsFull) return 0;
        if (_burst <= 0 && (_outstanding.Flight == 0 || PacingRate > 0)) _burst = BurstSize;
        if (_burst <= 0) return 0;
        while (Queue.Current(now) is { } message)
        {
            if (message.HasBegun && message.Expiry <= now && MayAbandon)
            {
                GiveUp(message, now);
                continue;
            }
            var length = _filler.FragmentLength(message, Math.Min(room, _context.MaxChunkSize));
            // One chunk may always be in flight, to find out that the window has opened (RFC 9260 section 6.1 A).
            var fits = length <= _peerWindow - _outstanding.FlightPayload || _outstanding.FlightPayload == 0;
            return fits ? length : 0;
        }
        return 0;
    }

    private void GiveUp(OutgoingMessage message, Instant now)
    {
        if (_outstanding.Ring.Contains(message.LastTsn)) _outstanding.Abandon(message.LastTsn);
        else _outstanding.AbandonRest(message);
        _forward.OnChange(now);
    }

    private void DetectLosses(Instant now)
    {
        var isNewEvent = false;
        while (_losses.TryNextLost(_outstanding.Ring, RoundTrip, now, out var tsn))
        {
            _lost += _outstanding.Ring[tsn].Size;
            BlackHole.OnLost(_outstanding.Ring[tsn]);
            isNewEvent |= _outstanding.Ring[tsn].Order >= _recoveryEnd && tsn != _windowProbe;
            if (!_outstanding.MarkLost(tsn, MayAbandon, now)) _outstanding.Abandon(tsn);
        }
        if (!isNewEvent) return;
        _losses.OnRecovery();
        _congestion.OnCongestion();
        _recoveryEnd = _losses.NextOrder;
    }

    /// <summary>What was sent against a closed window and not taken is sent again as soon as there is room.</summary>
    private void SettleWindowProbe(Instant now)
    {
        if (_windowProbe is not { } tsn) return;
        if (_outstanding.Ring.Contains(tsn) && _outstanding.Ring[tsn].State == ChunkState.InFlight)
        {
            if (_outstanding.FlightPayload > _peerWindow) return;
            if (!_outstanding.MarkLost(tsn, MayAbandon, now)) _outstanding.Abandon(tsn);
        }
        _windowProbe = null;
    }

    private void Expire(Instant now)
    {
        Timeouts++;
        BlackHole.OnTimeout();
        _context.CountTimeout();
        if (_windowProbe is null) _congestion.OnTimeout();
        _outstanding.MarkAllLost(MayAbandon, now);
        _losses.Clear();
        _recoveryEnd = _losses.NextOrder;
        _burst = BurstSize;
        _timer.OnExpired(now);
        _forward.OnChange(now);
        _forward.Repeat();
    }

    private void ForgetIdleWindow(Instant now)
    {
        if (!_outstanding.IsEmpty) return;
        var idle = now - _lastSent;
        for (var i = 0; i < MaxIdleSteps && idle > RoundTrip.Rto; i++, idle -= RoundTrip.Rto) _congestion.OnIdle();
    }
}

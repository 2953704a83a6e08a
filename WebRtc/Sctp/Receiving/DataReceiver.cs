using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>The receiving half of an association: DATA and FORWARD TSN in, messages and SACKs out.</summary>
internal sealed class DataReceiver
{
    private readonly AssociationContext _context;
    private readonly RoundTripEstimator _roundTrip;
    private readonly ReceiveBudget _budget;
    private readonly TsnTracker _tracker;
    private readonly AckSchedule _acks;
    private readonly IncomingMessages _messages;
    private readonly IReassembler _reassembler;
    private readonly IncomingReset _reset = new();

    private int _streamCount;
    private bool _packetHadData;
    private bool _packetNeedsSack;

    public DataReceiver(AssociationContext context, PeerParameters peer, RoundTripEstimator roundTrip)
    {
        _roundTrip = roundTrip;
        _context = context;
        _streamCount = peer.IncomingStreams;
        _budget = new(context.Options.ReceiveWindow, context.Options.MaxReceiveWindow);
        _tracker = new(peer.InitialTsn);
        _acks = new(context.Options.DelayedAck);
        _messages = new(context, _budget, peer.Format);
        _reassembler = peer.Interleaves
            ? new InterleavedReassembler(context, _messages, _budget)
            : new PlainReassembler(context, _messages, _budget);
    }

    public Tsn CumulativeTsn => _tracker.Cumulative;

    /// <summary>Chunks that were received twice.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Chunks for which there was no room, or that were too far ahead.</summary>
    public long Refused { get; private set; }

    /// <summary>A reset of the other end is accepted and waits for data that comes before it.</summary>
    public bool IsResetDeferred => _reset.IsDeferred;

    public bool IsSackDue => _acks.IsDue;

    /// <summary>A packet that is sent anyway should carry a SACK.</summary>
    public bool IsSackUseful => _acks.IsUseful;

    public Instant Deadline => _acks.Deadline;

    public void Tick(Instant now) => _acks.Tick(now);

    public void Receive(in DataChunk data)
    {
        _packetHadData = true;
        // What fills a gap is told at once as well as what makes one.
        _packetNeedsSack |= (data.Flags & DataFlags.Immediate) != 0 || _tracker.HasGap;
        if (_tracker.Has(data.Tsn))
        {
            Duplicates++;
            _tracker.AddDuplicate(data.Tsn);
            _packetNeedsSack = true;
        }
        else if (!HasRoom(data) || _reset.HoldsBack(data.Stream, data.Tsn))
        {
            Refused++;
            _packetNeedsSack = true;
        }
        else if (data.Payload.IsEmpty)
        {
            _context.AbortOnViolation(CauseCode.NoUserData, "DATA without data");
        }
        else Accept(data);
    }

    /// <summary>All chunks of a packet were handed in; the acknowledgement goes by packets.</summary>
    public void EndPacket(Instant now)
    {
        if (!_packetHadData) return;
        _budget.Follow(_roundTrip.Minimum, now);
        _acks.OnPacket(_packetNeedsSack || _tracker.HasGap, now);
        _packetHadData = false;
        _packetNeedsSack = false;
    }

    public void Forward(in ForwardTsnChunk forward)
    {
        _packetHadData = true;
        // RFC 3758 3.6: one that is not ahead may answer a SACK that was lost, so that is repeated.
        _packetNeedsSack = true;
        if (forward.NewCumulativeTsn <= _tracker.Cumulative) return;
        _reassembler.Forward(forward);
        _tracker.Forward(forward.NewCumulativeTsn);
        for (var i = 0; i < forward.Count; i++)
        {
            var skipped = forward.Entry(i);
            if (skipped.Stream < _streamCount) _messages.Skip(skipped);
        }
        _reassembler.Advance(forward.NewCumulativeTsn + 1, _tracker.Cumulative);
        PerformDeferredReset();
    }

    /// <summary>Performs the other end's reset, or defers it until everything sent before it has come.</summary>
    public ReconfigResult Reset(in OutgoingResetRequest request)
    {
        for (var i = 0; i < request.Count; i++)
        {
            if (request.Stream(i) >= _streamCount) return ReconfigResult.WrongSsn;
        }
        _reset.Begin(request);
        PerformDeferredReset();
        return _reset.IsDeferred ? ReconfigResult.InProgress : ReconfigResult.Performed;
    }

    /// <summary>The other end wants to send on more streams (RFC 6525 section 5.2.5).</summary>
    public bool TryAddStreams(int count)
    {
        if (_streamCount + count > _context.Options.Streams) return false;
        _streamCount += count;
        return true;
    }

    public void Consume(int bytes)
    {
        _budget.Consume(bytes);
        if (_budget.NeedsUpdate) _acks.MakeDue();
    }

    public void RequireSack() => _acks.MakeDue();

    public void WriteSack(ref ByteWriter writer)
    {
        // However much larger packets are: where those no longer arrive, this has to.
        var most = (_context.MaxChunkSize - SackChunk.FixedSize) / SackChunk.BlockSize;
        var gaps = _tracker.Gaps[..Math.Min(_tracker.Gaps.Length, most)];
        if (!SackChunk.TryWrite(ref writer, _tracker.Cumulative, _budget.ARwnd, gaps, _tracker.Duplicates))
            return;
        _tracker.ClearDuplicates();
        _budget.OnAdvertised();
        _acks.OnSent();
    }

    private bool HasRoom(in DataChunk data) =>
        data.Tsn - _tracker.Cumulative <= TsnTracker.MaxAhead &&
        _budget.Fits(data.Payload.Length, closesGap: data.Tsn < _tracker.Highest);

    private void Accept(in DataChunk data)
    {
        // An unknown stream's data is acknowledged and goes no further (RFC 9260 section 6.5).
        if (data.Stream < _streamCount) _reassembler.Add(data, _tracker.Cumulative);
        if (_context.HasEnded) return;
        var before = _tracker.Cumulative;
        _tracker.Add(data.Tsn);
        if (_tracker.Cumulative - before > 1) _reassembler.Advance(data.Tsn + 1, _tracker.Cumulative);
        if (_reset.IsDeferred) PerformDeferredReset();
    }

    private void PerformDeferredReset()
    {
        if (!_reset.IsDeferred || _reset.LastTsn > _tracker.Cumulative) return;
        _reassembler.Reset(_reset.Streams);
        if (_reset.Streams.IsEmpty) _messages.ResetAll();
        foreach (var stream in _reset.Streams) _messages.Reset(stream);
        _reset.End();
    }
}

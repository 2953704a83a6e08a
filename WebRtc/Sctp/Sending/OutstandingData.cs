using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>What has got TSNs and is not cumulatively acknowledged: what of it is on its way, lost, or given up.</summary>
internal sealed class OutstandingData(SendQueue queue, Tsn initial)
{
    private readonly TsnRangeSet _acked = new();
    private readonly Queue<Tsn> _lost = new();

    public OutstandingRing Ring { get; } = new(initial);

    public DeliveryMeter Delivery { get; } = new();

    /// <summary>How user data travels.</summary>
    public DataFormat Format { get; private set; }

    /// <summary>On its way, in bytes of chunks with their headers: what the congestion window limits.</summary>
    public int Flight { get; private set; }

    /// <summary>On its way, in bytes of user data: what the other end's receive window limits.</summary>
    public int FlightPayload { get; private set; }

    /// <summary>The other end has all up to this one.</summary>
    public Tsn Cumulative => Ring.First + -1;

    public bool IsEmpty => Ring.Count == 0;

    /// <summary>The other end has, or need not wait for, all up to this one (RFC 3758: Advanced.Peer.Ack.Point).</summary>
    public Tsn Advanced { get; private set; } = initial + -1;

    /// <summary>What both ends have agreed on. Nothing may be on its way in another format.</summary>
    public void Use(DataFormat format)
    {
        Format = format;
        for (var tsn = Ring.First; tsn < Ring.Next; tsn += 1) Ring[tsn].Format = format;
    }

    /// <summary>Gives a fragment that is being written its TSN.</summary>
    public Tsn Add(OutgoingMessage message, int length, DataFlags flags)
    {
        var tsn = Ring.Add(new()
        {
            Message = message,
            Offset = message.Sent,
            Fsn = message.NextFsn,
            Length = (ushort)length,
            State = ChunkState.Lost,
            Flags = flags,
            Format = Format,
        });
        if (message.NextFsn++ == 0) message.FirstTsn = tsn;
        message.LastTsn = tsn;
        message.Outstanding++;
        message.Stream.Outstanding++;
        return tsn;
    }

    /// <summary>The chunk is in a packet.</summary>
    public void OnSent(Tsn tsn, long order, bool isBeyondBase, Instant now)
    {
        ref var chunk = ref Ring[tsn];
        chunk.IsBeyondBase = isBeyondBase;
        chunk.Delivery = Delivery.OnSent(Flight == 0, now);
        if (chunk.State != ChunkState.InFlight)
        {
            Flight += chunk.Size;
            FlightPayload += chunk.Length;
        }
        chunk.State = ChunkState.InFlight;
        chunk.Transmissions++;
        chunk.Order = order;
        chunk.SentAt = now;
    }

    /// <summary>Counts only what was sent: an end cannot acknowledge anything else.</summary>
    public bool IsPlausible(in SackChunk sack)
    {
        if (sack.CumulativeTsnAck >= Ring.Next) return false;
        for (var i = 0; i < sack.GapCount; i++)
        {
            var (first, last) = sack.Gap(i);
            if (first - sack.CumulativeTsnAck < 2 || last < first || last >= Ring.Next) return false;
        }
        return true;
    }

    /// <summary>Everything up to that TSN has arrived.</summary>
    public void AckThrough(Tsn cumulative, ref AckTally tally)
    {
        while (Ring.First <= cumulative)
        {
            ref var chunk = ref Ring[Ring.First];
            Ack(ref chunk, ref tally);
            var message = chunk.Message;
            if (chunk.State != ChunkState.Abandoned) queue.Acknowledge(chunk.Length);
            message.Stream.Outstanding--;
            if (--message.Outstanding == 0 && message.IsFullySent) queue.Release(message);
            Ring.RemoveFirst();
        }
        _acked.RemoveThrough(cumulative);
    }

    /// <summary>Marks what the gap blocks name and an earlier SACK did not. They were checked to be outstanding.</summary>
    public void AckGaps(in SackChunk sack, ref AckTally tally)
    {
        for (var i = 0; i < sack.GapCount; i++)
        {
            var (from, last) = sack.Gap(i);
            while (_acked.TryAddMissing(ref from, last, out var added))
            {
                for (var tsn = added.First; tsn <= added.Last; tsn += 1) Ack(ref Ring[tsn], ref tally);
            }
        }
    }

    /// <summary>
    /// A chunk that was in a gap block is the first that the other end misses: it has dropped what it had beyond the
    /// gap, so nothing of that counts as received any more.
    /// </summary>
    public void NoticeReneging()
    {
        if (IsEmpty || Ring[Ring.First].State != ChunkState.Acked) return;
        _acked.Clear();
        for (var tsn = Ring.First; tsn < Ring.Next; tsn += 1)
        {
            ref var chunk = ref Ring[tsn];
            if (chunk.State == ChunkState.Acked) chunk.State = ChunkState.Lost;
        }
        RequeueLost();
    }

    /// <summary>The chunk has to be sent again, unless its message allows no more: false then.</summary>
    public bool MarkLost(Tsn tsn, bool mayAbandon, Instant now)
    {
        ref var chunk = ref Ring[tsn];
        TakeOutOfFlight(chunk);
        chunk.State = ChunkState.Lost;
        var message = chunk.Message;
        var isExhausted = message.MaxRetransmits >= 0 && chunk.Transmissions > message.MaxRetransmits;
        if (mayAbandon && (isExhausted || message.Expiry <= now)) return false;
        _lost.Enqueue(tsn);
        return true;
    }

    /// <summary>Nothing is known of what was on its way; in the order of TSNs, all of it is lost.</summary>
    public void MarkAllLost(bool mayAbandon, Instant now)
    {
        var last = Ring.Next;
        for (var tsn = Ring.First; tsn < last; tsn += 1)
        {
            if (Ring[tsn].State == ChunkState.InFlight && !MarkLost(tsn, mayAbandon, now)) Abandon(tsn);
        }
        RequeueLost();
    }

    /// <summary>The chunk that has waited longest to be sent again.</summary>
    public bool TryPeekLost(out Tsn tsn)
    {
        while (_lost.TryPeek(out tsn))
        {
            if (Ring.Contains(tsn) && Ring[tsn].State == ChunkState.Lost) return true;
            _lost.Dequeue();
        }
        return false;
    }

    /// <summary>The last chunk that is on its way.</summary>
    public bool TryFindTail(out Tsn tsn)
    {
        for (tsn = Ring.Next + -1; tsn >= Ring.First; tsn += -1)
        {
            if (Ring[tsn].State == ChunkState.InFlight) return true;
        }
        return false;
    }

    /// <summary>Gives up the message of that chunk, with all of its chunks (RFC 3758 section 3.5).</summary>
    public void Abandon(Tsn tsn)
    {
        var message = Ring[tsn].Message;
        for (var part = Ring.Contains(message.FirstTsn) ? message.FirstTsn : Ring.First; part <= message.LastTsn; part += 1)
        {
            ref var chunk = ref Ring[part];
            if (chunk.Message != message || chunk.State == ChunkState.Abandoned) continue;
            if (chunk.State == ChunkState.InFlight) TakeOutOfFlight(chunk);
            chunk.State = ChunkState.Abandoned;
            queue.Acknowledge(chunk.Length);
        }
        if (!message.IsFullySent) AbandonRest(message);
    }

    /// <summary>
    /// Gives up what has no TSNs yet of a message that has begun. It gets one TSN that is never sent: when all before it
    /// has been acknowledged already, that is what tells the other end not to wait.
    /// </summary>
    public void AbandonRest(OutgoingMessage message)
    {
        queue.DropRest(message);
        Ring[Add(message, 0, DataFlags.None)].State = ChunkState.Abandoned;
    }

    /// <summary>Moves <see cref="Advanced"/> over what was given up.</summary>
    public void Advance()
    {
        if (Advanced < Cumulative) Advanced = Cumulative;
        while (Ring.Contains(Advanced + 1) && Ring[Advanced + 1].State == ChunkState.Abandoned) Advanced += 1;
    }

    private void Ack(ref OutstandingChunk chunk, ref AckTally tally)
    {
        if (chunk.State is ChunkState.Acked or ChunkState.Abandoned) return;
        if (chunk.State == ChunkState.InFlight) TakeOutOfFlight(chunk);
        chunk.State = ChunkState.Acked;
        tally.Add(chunk);
    }

    private void TakeOutOfFlight(in OutstandingChunk chunk)
    {
        Flight -= chunk.Size;
        FlightPayload -= chunk.Length;
    }

    private void RequeueLost()
    {
        _lost.Clear();
        for (var tsn = Ring.First; tsn < Ring.Next; tsn += 1)
        {
            if (Ring[tsn].State == ChunkState.Lost) _lost.Enqueue(tsn);
        }
    }
}

using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>Makes messages of fragments and delivers them, those of ordered streams in their order.</summary>
internal sealed class Reassembler(AssociationContext context, ReceiveBudget budget)
{
    private readonly FragmentRing _ring = new(context.Pool, budget);
    private readonly HeadAssembly _head = new(context.Pool, budget);
    private readonly StreamTable<IncomingStream> _streams = new();

    /// <summary>Takes a chunk that was not received before, with the cumulative TSN before it.</summary>
    public void Add(in DataChunk data, Tsn cumulative)
    {
        var isNext = data.Tsn - cumulative == 1;
        if ((data.Flags & DataFlags.Whole) == DataFlags.Whole)
        {
            if (isNext) _head.Close();
            if (Accepts(data.Payload.Length))
                Complete(data.Stream, data.Ssn, IsUnordered(data.Flags), data.Ppid, data.Payload.ToArray());
        }
        else if (isNext)
        {
            var fragment = new Fragment
            {
                Ppid = data.Ppid, Tsn = data.Tsn, Stream = data.Stream, Ssn = data.Ssn, Flags = data.Flags,
            };
            AddToHead(fragment, data.Payload);
        }
        else
        {
            var isWhole = _ring.Add(data, cumulative, out var run, out var bytes);
            if (Accepts(bytes) && isWhole) CompleteRun(run, bytes);
        }
    }

    /// <summary>
    /// The cumulative TSN has moved on, over TSNs that were received before: what is left of them continues the open
    /// message.
    /// </summary>
    /// <param name="from">The first of those TSNs.</param>
    /// <param name="cumulative">The last.</param>
    public void Advance(Tsn from, Tsn cumulative)
    {
        for (var tsn = from; tsn <= cumulative && !context.HasEnded; tsn += 1)
        {
            ref readonly var fragment = ref _ring.Find(tsn);
            if (fragment.Buffer is not null)
            {
                AddToHead(fragment, fragment.Payload);
                _ring.Remove(tsn);
                continue;
            }
            // A message that was complete before its turn: the open one is not continued.
            _head.Close();
            if (_ring.Count == 0) return;
        }
    }

    /// <summary>Nothing up to that TSN will come any more, so what is incomplete there never gets complete.</summary>
    public void Forward(Tsn newCumulative)
    {
        _head.Close();
        _ring.RemoveThrough(newCumulative);
    }

    /// <summary>The ordered messages of the stream up to that number will not come any more (RFC 3758 section 3.6).</summary>
    public void Skip(SkippedSsn skipped)
    {
        var stream = StreamOf(skipped.Stream);
        var last = stream.Unwrap(skipped.Ssn);
        while (stream.TryTake(last, out var ssn, out var message)) DeliverWaiting(stream, ssn, message);
        stream.SkipThrough(last);
        DeliverNext(stream);
    }

    /// <summary>The other end begins the stream anew (RFC 6525 section 5.2.2).</summary>
    public void Reset(ushort stream)
    {
        if (_streams.Find(stream) is { } known)
        {
            while (known.TryTake(long.MaxValue, out _, out var message)) ReleaseWaiting(message);
            known.Reset();
        }
        context.Events.Enqueue(new() { Kind = SctpEventKind.StreamResetIncoming, Stream = stream });
    }

    /// <summary>Resets every stream that was used.</summary>
    public void ResetAll()
    {
        foreach (var stream in _streams.All()) Reset(stream.Id);
    }

    private static bool IsUnordered(DataFlags flags) => (flags & DataFlags.Unordered) != 0;

    private bool Accepts(int messageSize)
    {
        if (messageSize <= context.Options.MaxMessageSize) return true;
        context.AbortOnViolation(CauseCode.ProtocolViolation, "message too large");
        return false;
    }

    private void AddToHead(in Fragment fragment, ReadOnlySpan<byte> payload)
    {
        if (!_head.Add(fragment, payload) || !Accepts(_head.Length)) return;
        if ((fragment.Flags & DataFlags.End) == 0) return;
        var message = _head.Payload.ToArray();
        _head.Close();
        Complete(_head.Stream, _head.Ssn, _head.IsUnordered, _head.Ppid, message);
    }

    private void CompleteRun(TsnRange run, int bytes)
    {
        ref readonly var first = ref _ring.Find(run.First);
        var (stream, ssn, unordered, ppid) = (first.Stream, first.Ssn, IsUnordered(first.Flags), first.Ppid);
        var message = GC.AllocateUninitializedArray<byte>(bytes);
        var length = 0;
        for (var tsn = run.First; tsn <= run.Last; tsn += 1)
        {
            ref readonly var fragment = ref _ring.Find(tsn);
            fragment.Payload.CopyTo(message.AsSpan(length));
            length += fragment.Length;
            _ring.Remove(tsn);
        }
        Complete(stream, ssn, unordered, ppid, message);
    }

    private void Complete(ushort streamId, ushort ssn, bool unordered, uint ppid, byte[] payload)
    {
        var stream = StreamOf(streamId);
        var number = stream.Unwrap(ssn);
        if (unordered) Deliver(streamId, ppid, payload);
        else if (number == stream.NextSsn)
        {
            Deliver(streamId, ppid, payload);
            stream.Advance();
            DeliverNext(stream);
        }
        else if (number > stream.NextSsn)
        {
            stream.Wait(number, new(ppid, payload));
            budget.Store(payload.Length + ReceiveBudget.Overhead);
        }
    }

    private void DeliverNext(IncomingStream stream)
    {
        while (stream.TryTake(stream.NextSsn, out var ssn, out var message)) DeliverWaiting(stream, ssn, message);
    }

    private void DeliverWaiting(IncomingStream stream, long ssn, in WaitingMessage message)
    {
        ReleaseWaiting(message);
        if (ssn < stream.NextSsn) return;
        Deliver(stream.Id, message.Ppid, message.Payload);
        stream.SkipThrough(ssn);
    }

    private void ReleaseWaiting(in WaitingMessage message) =>
        budget.Release(message.Payload.Length + ReceiveBudget.Overhead);

    private void Deliver(ushort stream, uint ppid, byte[] payload)
    {
        budget.Deliver(payload.Length);
        context.Events.Enqueue(
            new() { Kind = SctpEventKind.Message, Stream = stream, Ppid = ppid, Payload = payload });
    }

    private IncomingStream StreamOf(ushort id)
    {
        if (_streams.Find(id) is { } known) return known;
        var stream = new IncomingStream(id);
        _streams.Set(id, stream);
        return stream;
    }
}

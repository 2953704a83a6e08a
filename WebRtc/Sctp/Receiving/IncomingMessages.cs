using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>Delivers whole messages, those of ordered streams in their order.</summary>
internal sealed class IncomingMessages(AssociationContext context, ReceiveBudget budget, DataFormat format)
{
    private readonly StreamTable<IncomingStream> _streams = new();

    /// <summary>False, and the end of the association, for a message that is larger than we take.</summary>
    public bool Accepts(int messageSize)
    {
        if (messageSize <= context.Options.MaxMessageSize) return true;
        context.AbortOnViolation(CauseCode.ProtocolViolation, "message too large");
        return false;
    }

    /// <summary>The ordered message was delivered or given up: what comes of it is too late.</summary>
    public bool IsPast(ushort streamId, uint mid)
    {
        var stream = StreamOf(streamId);
        return format.Unwrap(mid, stream.NextMid) < stream.NextMid;
    }

    public void Complete(in DataChunk identity, uint ppid, byte[] payload) =>
        Complete(identity.Stream, identity.Mid, identity.IsUnordered, ppid, payload);

    public void Complete(ushort streamId, uint mid, bool unordered, uint ppid, byte[] payload)
    {
        var stream = StreamOf(streamId);
        var number = format.Unwrap(mid, stream.NextMid);
        if (unordered) Deliver(streamId, ppid, payload);
        else if (number == stream.NextMid)
        {
            Deliver(streamId, ppid, payload);
            stream.Advance();
            DeliverNext(stream);
        }
        else if (number > stream.NextMid)
        {
            stream.Wait(number, new(ppid, payload));
            budget.Store(payload.Length + ReceiveBudget.Overhead);
        }
    }

    /// <summary>The ordered messages of the stream up to that one will not come any more (RFC 3758 section 3.6).</summary>
    public void Skip(SkippedMessage skipped)
    {
        if (skipped.IsUnordered) return;
        var stream = StreamOf(skipped.Stream);
        var last = format.Unwrap(skipped.Mid, stream.NextMid);
        while (stream.TryTake(last, out var mid, out var message)) DeliverWaiting(stream, mid, message);
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

    private void DeliverNext(IncomingStream stream)
    {
        while (stream.TryTake(stream.NextMid, out var mid, out var message)) DeliverWaiting(stream, mid, message);
    }

    private void DeliverWaiting(IncomingStream stream, long mid, in WaitingMessage message)
    {
        ReleaseWaiting(message);
        if (mid < stream.NextMid) return;
        Deliver(stream.Id, message.Ppid, message.Payload);
        stream.SkipThrough(mid);
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

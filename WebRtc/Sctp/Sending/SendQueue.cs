using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// The messages that have not been sent, per stream. Streams take turns message by message, since the fragments of one
/// message must have adjacent TSNs (RFC 9260 section 6.9).
/// </summary>
internal sealed class SendQueue(AssociationContext context)
{
    /// <summary>What a message costs besides its bytes, so that a flood of tiny ones is bounded as well.</summary>
    public const int Overhead = 64;

    private readonly StreamTable<OutgoingStream> _streams = new();
    private OutgoingMessage? _free;

    // The round: the last one's successor is next.
    private OutgoingStream? _first;
    private OutgoingStream? _last;

    private long _used;
    private long _waiting;
    private int _refusedCost;

    /// <summary>Bytes without TSNs.</summary>
    public long Buffered { get; private set; }

    /// <summary>Bytes that the other end has not acknowledged.</summary>
    public long Unacknowledged { get; private set; }

    public bool HasMessage => _first is not null;

    /// <summary>All of every message was acknowledged, or given up.</summary>
    public bool IsEmpty => _used == 0;

    /// <summary>The size of a message that would be accepted now.</summary>
    public int Free
    {
        get
        {
            var size = context.Options.SendBufferSize;
            if (_used == 0) return size;
            // What is on its way may grow with the path; what waits here need not.
            var ahead = _waiting == 0 ? size : size / 2 - Buffered - _waiting * Overhead;
            var room = Math.Min(Math.Max(ahead, size - _used), context.Options.MaxSendBufferSize - _used);
            return (int)Math.Max(0, Math.Max(room, size - _used) - Overhead);
        }
    }

    public IEnumerable<OutgoingStream> Streams => _streams.All();

    public OutgoingStream? Find(ushort stream) => _streams.Find(stream);

    public OutgoingStream StreamOf(ushort id)
    {
        if (_streams.Find(id) is { } known) return known;
        var stream = new OutgoingStream(id);
        _streams.Set(id, stream);
        return stream;
    }

    public SendResult Add(OutgoingStream stream, uint ppid, ReadOnlySpan<byte> payload, in SendOptions options, Instant now)
    {
        if (payload.Length > context.Options.SendBufferSize) return SendResult.TooLarge;
        if (payload.Length > Free)
        {
            _refusedCost = payload.Length;
            return SendResult.Full;
        }
        var buffer = context.Pool.Rent(payload.Length);
        payload.CopyTo(buffer);
        var message = _free ?? new();
        _free = message.Next;
        message.Begin(stream, ppid, buffer, payload.Length, options, now);
        _used += payload.Length + Overhead;
        Unacknowledged += payload.Length;
        Buffered += payload.Length;
        stream.Buffered += payload.Length;
        _waiting++;
        Append(stream, message);
        return SendResult.Accepted;
    }

    /// <summary>The message whose next fragment is to be sent; those that expired before their first are dropped.</summary>
    public OutgoingMessage? Current(Instant now)
    {
        while (_first?.Head is { } message)
        {
            if (message.HasBegun || message.Expiry > now) return message;
            Drop(message);
        }
        return null;
    }

    /// <summary>So many bytes of the current message have got a TSN.</summary>
    public void Advance(OutgoingMessage message, int bytes)
    {
        message.Sent += bytes;
        if (message.IsFullySent) RemoveHead();
        Unbuffer(message.Stream, bytes);
    }

    /// <summary>The rest of the current message gets no TSNs: it is given up.</summary>
    public void DropRest(OutgoingMessage message)
    {
        var rest = message.Length - message.Sent;
        message.Sent = message.Length;
        Unacknowledged -= rest;
        RemoveHead();
        Unbuffer(message.Stream, rest);
    }

    /// <summary>So many bytes were acknowledged, or given up after they were sent.</summary>
    public void Acknowledge(int bytes) => Unacknowledged -= bytes;

    /// <summary>Nothing is left to do for the message.</summary>
    public void Release(OutgoingMessage message)
    {
        _used -= message.Length + Overhead;
        context.Pool.Return(message.Buffer);
        message.End();
        message.Next = _free;
        _free = message;
        if (_used == 0) context.Pool.Trim(context.Options.SendBufferSize);
        TellOfRoom();
    }

    private void TellOfRoom()
    {
        if (_refusedCost == 0) return;
        var room = Math.Min(Math.Max(_refusedCost, context.Options.SendBufferSize / 4), context.Options.SendBufferSize);
        if (Free < room) return;
        _refusedCost = 0;
        context.Events.Enqueue(new() { Kind = SctpEventKind.SendBufferAvailable });
    }

    private void Append(OutgoingStream stream, OutgoingMessage message)
    {
        if (stream.Tail is { } tail)
        {
            tail.Next = message;
            stream.Tail = message;
            return;
        }
        stream.Head = stream.Tail = message;
        Activate(stream);
    }

    private void Activate(OutgoingStream stream)
    {
        stream.NextActive = null;
        if (_last is null) _first = stream;
        else _last.NextActive = stream;
        _last = stream;
    }

    /// <summary>Takes the current message out of its stream, whose turn is over.</summary>
    private void RemoveHead()
    {
        if (_first is not { Head: { } message } stream) return;
        _waiting--;
        stream.Head = message.Next;
        message.Next = null;
        _first = stream.NextActive;
        if (_first is null) _last = null;
        if (stream.Head is null) stream.Tail = null;
        else Activate(stream);
    }

    private void Drop(OutgoingMessage message)
    {
        DropRest(message);
        Release(message);
    }

    private void Unbuffer(OutgoingStream stream, int bytes)
    {
        Buffered -= bytes;
        TellOfRoom();
        var before = stream.Buffered;
        stream.Buffered -= bytes;
        if (before > stream.LowThreshold && stream.Buffered <= stream.LowThreshold)
            context.Events.Enqueue(new() { Kind = SctpEventKind.BufferedAmountLow, Stream = stream.Id });
    }
}

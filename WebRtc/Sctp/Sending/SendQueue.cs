using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// The messages that have not been sent, per stream. Streams take turns fragment by fragment where both ends interleave
/// (RFC 8260); else message by message, since the fragments of one must have adjacent TSNs (RFC 9260 section 6.9).
/// </summary>
internal sealed class SendQueue(AssociationContext context)
{
    /// <summary>What a message costs besides its bytes, so that a flood of tiny ones is bounded as well.</summary>
    public const int Overhead = 64;

    /// <summary>The part of the send buffer's size that is kept for streams with little to say, on top of it.</summary>
    private const int ReservedPart = 8;

    /// <summary>Such a stream has no more of it waiting.</summary>
    private const int ShortPart = 128;

    /// <summary>And no more chunks on their way.</summary>
    private const int MaxChunksOfShortStream = 16;

    private readonly StreamTable<OutgoingStream> _streams = new();
    private OutgoingMessage? _free;
    private readonly StreamRound _round = new();
    private readonly StreamRound _heldBack = new();
    private OutgoingStream? _hadTurn;
    private long _begun;

    private long _used;
    private int _refusedCost;

    /// <summary>Bytes without TSNs.</summary>
    public long Buffered { get; private set; }

    /// <summary>Messages that have not got all their TSNs.</summary>
    public long Waiting { get; private set; }

    /// <summary>Bytes that the other end has not acknowledged.</summary>
    public long Unacknowledged { get; private set; }

    /// <summary>
    /// How many bytes of messages may be begun at once where they interleave; 0 where they do not. More would fill the
    /// other end's window with messages of which none could be completed.
    /// </summary>
    public long MaxBegun { get; set; }

    public bool HasMessage => _round.First is not null;

    /// <summary>All of every message was acknowledged, or given up.</summary>
    public bool IsEmpty => _used == 0;

    /// <summary>The size of a message that would be accepted now.</summary>
    public int Free => _used == 0 ? context.Options.SendBufferSize : (int)Math.Max(0, Room - Overhead);

    /// <summary>For messages with their overhead; negative when some have got in beyond it.</summary>
    private long Room
    {
        get
        {
            var size = context.Options.SendBufferSize;
            // What is on its way may grow with the path; what waits here need not.
            var ahead = Waiting == 0 ? size : size / 2 - Buffered - Waiting * Overhead;
            var room = Math.Min(Math.Max(ahead, size - _used), context.Options.MaxSendBufferSize - _used);
            return Math.Max(room, size - _used);
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
        if (payload.Length > Free && !FitsReserve(stream, payload.Length))
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
        Waiting++;
        Append(stream, message);
        return SendResult.Accepted;
    }

    /// <summary>The message whose next fragment is to be sent; those that expired before their first are dropped.</summary>
    public OutgoingMessage? Current(Instant now)
    {
        EndTurn();
        while (_round.First is { Head: { } message } stream)
        {
            if (!message.HasBegun && message.Expiry <= now) Drop(message);
            else if (message.HasBegun || MayBegin(message)) return message;
            else
            {
                _round.Remove(stream);
                _heldBack.Add(stream);
            }
        }
        return null;
    }

    /// <summary>So many bytes of the current message have got a TSN.</summary>
    public void Advance(OutgoingMessage message, int bytes)
    {
        if (!message.HasBegun) _begun += message.Length;
        message.Sent += bytes;
        if (message.IsFullySent) End(message);
        else if (MaxBegun > 0) _hadTurn = message.Stream;
        Unbuffer(message.Stream, bytes);
    }

    /// <summary>The rest of the message, the first of its stream, gets no TSNs: it is given up.</summary>
    public void DropRest(OutgoingMessage message)
    {
        var rest = message.Length - message.Sent;
        if (!message.HasBegun) _begun += message.Length;
        message.Sent = message.Length;
        Unacknowledged -= rest;
        End(message);
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

    /// <summary>
    /// A stream with little to say gets in beyond what others have filled: it would wait for all of that else, and its
    /// turn would help it no more.
    /// </summary>
    private bool FitsReserve(OutgoingStream stream, int length) =>
        stream.Buffered + length <= context.Options.SendBufferSize / ShortPart &&
        stream.Outstanding < MaxChunksOfShortStream &&
        length + Overhead <= Room + context.Options.SendBufferSize / ReservedPart;

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
        _round.Add(stream);
    }

    /// <summary>Not before another fragment is asked for: what fills a packet is not cut short by the next stream's turn.</summary>
    private void EndTurn()
    {
        if (_hadTurn is not { } stream) return;
        _hadTurn = null;
        _round.MoveToEnd(stream);
    }

    /// <summary>What goes into one packet waits for nobody.</summary>
    private bool MayBegin(OutgoingMessage message) =>
        MaxBegun == 0 || _begun == 0 || message.Length <= context.MaxPacketSize || _begun + message.Length <= MaxBegun;

    /// <summary>All of the message has TSNs, or never gets them; another may begin.</summary>
    private void End(OutgoingMessage message)
    {
        RemoveHead(message.Stream);
        _begun -= message.Length;
        var begun = _begun;
        while (_heldBack.First is { Head: { } next } stream && (begun == 0 || begun + next.Length <= MaxBegun))
        {
            begun += next.Length;
            _heldBack.Remove(stream);
            _round.Add(stream);
        }
    }

    /// <summary>Takes the first message out of its stream, whose turn is over.</summary>
    private void RemoveHead(OutgoingStream stream)
    {
        if (stream.Head is not { } message) return;
        Waiting--;
        if (_hadTurn == stream) _hadTurn = null;
        stream.Head = message.Next;
        message.Next = null;
        if (stream.Head is not null)
        {
            _round.MoveToEnd(stream);
            return;
        }
        stream.Tail = null;
        _round.Remove(stream);
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

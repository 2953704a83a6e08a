namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>The order of one incoming stream: what comes next, and whole messages that came too early.</summary>
internal sealed class IncomingStream(ushort id)
{
    private PriorityQueue<WaitingMessage, long>? _waiting;

    public ushort Id { get; } = id;

    /// <summary>Of the next ordered message, counted on beyond the bits of the wire, so that it only grows.</summary>
    public long NextMid { get; private set; }

    public int WaitingCount => _waiting?.Count ?? 0;

    public void Advance() => NextMid++;

    public void Wait(long mid, in WaitingMessage message) => (_waiting ??= new()).Enqueue(message, mid);

    /// <summary>Takes the earliest waiting message out if its number is not beyond that one.</summary>
    public bool TryTake(long upTo, out long mid, out WaitingMessage message)
    {
        message = default;
        mid = 0;
        if (_waiting is null || !_waiting.TryPeek(out message, out mid) || mid > upTo) return false;
        _waiting.Dequeue();
        return true;
    }

    /// <summary>Everything up to and including that number was delivered or is given up.</summary>
    public void SkipThrough(long mid) => NextMid = Math.Max(NextMid, mid + 1);

    /// <summary>Begins again at 0. Nothing may be waiting any more.</summary>
    public void Reset()
    {
        NextMid = 0;
        _waiting = null;
    }
}

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>The order of one incoming stream: what comes next, and whole messages that came too early.</summary>
internal sealed class IncomingStream(ushort id)
{
    private PriorityQueue<WaitingMessage, long>? _waiting;

    public ushort Id { get; } = id;

    /// <summary>Of the next ordered message, counted on beyond 16 bits, so that it only grows.</summary>
    public long NextSsn { get; private set; }

    public int WaitingCount => _waiting?.Count ?? 0;

    /// <summary>The number on the wire as the nearest one in our endless count.</summary>
    public long Unwrap(ushort ssn) => NextSsn + (short)(ssn - (ushort)NextSsn);

    public void Advance() => NextSsn++;

    public void Wait(long ssn, in WaitingMessage message) => (_waiting ??= new()).Enqueue(message, ssn);

    /// <summary>Takes the earliest waiting message out if its number is not beyond that one.</summary>
    public bool TryTake(long upTo, out long ssn, out WaitingMessage message)
    {
        message = default;
        ssn = 0;
        if (_waiting is null || !_waiting.TryPeek(out message, out ssn) || ssn > upTo) return false;
        _waiting.Dequeue();
        return true;
    }

    /// <summary>Everything up to and including that number was delivered or is given up.</summary>
    public void SkipThrough(long ssn) => NextSsn = Math.Max(NextSsn, ssn + 1);

    /// <summary>Begins again at 0. Nothing may be waiting any more.</summary>
    public void Reset()
    {
        NextSsn = 0;
        _waiting = null;
    }
}

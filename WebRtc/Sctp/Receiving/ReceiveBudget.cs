namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>
/// The memory that the other end may fill. Every message and fragment costs its bytes and something for itself, so
/// that a flood of tiny ones is bounded as well.
/// </summary>
internal sealed class ReceiveBudget(int window)
{
    /// <summary>What a message or fragment costs besides its bytes.</summary>
    public const int Overhead = 64;

    /// <summary>
    /// Data that closes a gap is taken beyond the window up to here, because what lies behind the gap waits for it. An
    /// end that keeps to our window cannot come near.
    /// </summary>
    private readonly long _hardLimit = 2L * window + 2L * TsnTracker.MaxAhead * Overhead;

    /// <summary>
    /// The other end counts bytes alone, and what is on its way when the window closes is not thrown away for the sake
    /// of our overhead.
    /// </summary>
    private readonly long _softLimit = window + window / 4;

    private long _stored;
    private long _unconsumed;
    private long _unconsumedMessages;
    private long _advertised = window;

    private long Used => _stored + _unconsumed + _unconsumedMessages * Overhead;

    /// <summary>Advertised receiver window credit, in bytes.</summary>
    public uint ARwnd => (uint)Math.Max(0, window - Used);

    /// <summary>The window has opened so far since it was last advertised that the other end should hear of it.</summary>
    public bool NeedsUpdate
    {
        get
        {
            var opened = ARwnd - _advertised;
            return opened >= window / 4 ||
                (_advertised < window / 8 && (opened >= window / 16 || (Used == 0 && opened > 0)));
        }
    }

    public bool Fits(int length, bool closesGap) =>
        Used + length + Overhead <= (closesGap ? _hardLimit : _softLimit);

    public void OnAdvertised() => _advertised = ARwnd;

    public void Store(int bytes) => _stored += bytes;

    public void Release(int bytes) => _stored -= bytes;

    public void Deliver(int bytes)
    {
        _unconsumed += bytes;
        _unconsumedMessages++;
    }

    /// <summary>Which messages were read is not told, so the cost of each is given back in proportion.</summary>
    public void Consume(int bytes)
    {
        if (bytes >= _unconsumed)
        {
            _unconsumed = 0;
            _unconsumedMessages = 0;
            return;
        }
        _unconsumedMessages -= _unconsumedMessages * bytes / _unconsumed;
        _unconsumed -= bytes;
    }
}

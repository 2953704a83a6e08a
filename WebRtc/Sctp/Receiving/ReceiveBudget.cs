using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>
/// The memory that the other end may fill. Every message and fragment costs its bytes and something for itself, so
/// that a flood of tiny ones is bounded as well.
/// </summary>
/// <param name="window">How much there is at first, in bytes.</param>
/// <param name="maxWindow">And at most, in bytes.</param>
internal sealed class ReceiveBudget(int window, int maxWindow)
{
    /// <summary>What a message or fragment costs besides its bytes.</summary>
    public const int Overhead = 64;

    /// <summary>
    /// How many round trips' worth of what the application reads the window holds: as much again as is on its way may
    /// lie behind a gap, and a sender that has just begun doubles with every round trip.
    /// </summary>
    private const int RoundTrips = 4;

    private long _window = window;
    private long _consumed;
    private Instant _roundStart;

    /// <summary>
    /// Data that closes a gap is taken beyond the window up to here, because what lies behind the gap waits for it. An
    /// end that keeps to our window cannot come near.
    /// </summary>
    private long HardLimit => 2 * _window + 2L * TsnTracker.MaxAhead * Overhead;

    /// <summary>
    /// The other end counts bytes alone, and what is on its way when the window closes is not thrown away for the sake
    /// of our overhead.
    /// </summary>
    private long SoftLimit => Math.Min(Window + _window / 4, HardLimit);

    private long _stored;
    private long _partial;
    private long _unconsumed;
    private long _unconsumedMessages;
    private long _advertised = window;

    /// <summary>
    /// When the application has read everything, interleaved messages that are not complete do not close the window,
    /// up to its size once more: nothing would open it again, and none of them could ever be completed.
    /// </summary>
    private long Window => _window + (_unconsumed == 0 ? Math.Min(_partial, _window) : 0);

    private long Used => _stored + _unconsumed + _unconsumedMessages * Overhead;

    /// <summary>Advertised receiver window credit, in bytes.</summary>
    public uint ARwnd => (uint)Math.Max(0, Window - Used);

    /// <summary>The window has opened so far since it was last advertised that the other end should hear of it.</summary>
    public bool NeedsUpdate
    {
        get
        {
            var opened = ARwnd - _advertised;
            return opened >= _window / 4 ||
                (_advertised < _window / 8 && (opened >= _window / 16 || (Used == 0 && opened > 0)));
        }
    }

    public bool Fits(int length, bool closesGap) =>
        Used + length + Overhead <= (closesGap ? HardLimit : SoftLimit);

    /// <summary>Lets the window follow what the application reads in a round trip.</summary>
    public void Follow(TimeSpan roundTrip, Instant now)
    {
        var elapsed = now - _roundStart;
        if (elapsed < roundTrip || elapsed <= TimeSpan.Zero) return;
        var needed = RoundTrips * _consumed * (roundTrip / elapsed);
        if (needed > _window) _window = (long)Math.Max(_window, Math.Min(needed, maxWindow));
        _consumed = 0;
        _roundStart = now;
    }

    public void OnAdvertised() => _advertised = ARwnd;

    public void Store(int bytes) => _stored += bytes;

    public void Release(int bytes) => _stored -= bytes;

    /// <summary>Of an interleaved message that is not complete.</summary>
    public void StorePartial(int bytes)
    {
        _stored += bytes;
        _partial += bytes;
    }

    public void ReleasePartial(int bytes)
    {
        _stored -= bytes;
        _partial -= bytes;
    }

    public void Deliver(int bytes)
    {
        _unconsumed += bytes;
        _unconsumedMessages++;
    }

    /// <summary>Which messages were read is not told, so the cost of each is given back in proportion.</summary>
    public void Consume(int bytes)
    {
        _consumed += bytes;
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

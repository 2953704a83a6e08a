using System.Diagnostics;

namespace RtcPeer.Relay.Rooms;

/// <summary>A token bucket: so much a second for long, and so much at once. For one thread at a time.</summary>
/// <param name="perSecond">What comes in a second; 0 sets no limit.</param>
/// <param name="atOnce">What there can be at most, and is at the beginning.</param>
internal sealed class RateBudget(double perSecond, double atOnce)
{
    private readonly double _atOnce = atOnce;
    private double _left = atOnce;
    private long _at;

    /// <summary>Takes an amount; false when there is not enough left.</summary>
    /// <param name="amount">How much.</param>
    /// <param name="now">The time, as <see cref="Stopwatch.GetTimestamp"/> tells it.</param>
    public bool TryTake(double amount, long now)
    {
        if (perSecond <= 0)
        {
            return true;
        }

        var since = _at == 0 ? 0 : (now - _at) / (double)Stopwatch.Frequency;
        _at = now;
        _left = Math.Min(_atOnce, _left + (since * perSecond));
        if (_left < amount)
        {
            return false;
        }

        _left -= amount;
        return true;
    }
}

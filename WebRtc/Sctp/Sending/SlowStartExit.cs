namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// HyStart++ (RFC 9406): ends slow start when round trips get longer, before the bottleneck's queue overflows. A slower
/// start, for some rounds, finds out whether they really do.
/// </summary>
internal sealed class SlowStartExit
{
    private const int MinSamples = 8;
    private const int SlowRounds = 5;
    private const double SlowGrowth = 0.25;
    private static readonly TimeSpan MinThreshold = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan MaxThreshold = TimeSpan.FromMilliseconds(16);

    private TimeSpan _lastRound = TimeSpan.MaxValue;
    private TimeSpan _thisRound = TimeSpan.MaxValue;
    private TimeSpan _baseline;
    private int _samples;
    private int _slowRoundsLeft;

    /// <summary>Slow start is over.</summary>
    public bool IsDone { get; private set; }

    private bool IsSlow => _slowRoundsLeft > 0;

    public void Restart()
    {
        IsDone = false;
        _lastRound = TimeSpan.MaxValue;
        _slowRoundsLeft = 0;
        BeginRound();
    }

    /// <summary>By what part of what was acknowledged the window may grow.</summary>
    public double OnAcked(in AckSample sample)
    {
        if (sample.Delivery.IsRoundStart)
        {
            if (IsSlow && --_slowRoundsLeft == 0) IsDone = true;
            _lastRound = _thisRound;
            BeginRound();
        }
        if (sample.RoundTrip is { } roundTrip)
        {
            if (roundTrip < _thisRound) _thisRound = roundTrip;
            if (++_samples >= MinSamples) Compare();
        }
        return IsSlow ? SlowGrowth : 1;
    }

    private void BeginRound()
    {
        _thisRound = TimeSpan.MaxValue;
        _samples = 0;
    }

    private void Compare()
    {
        if (IsSlow)
        {
            if (_thisRound < _baseline) _slowRoundsLeft = 0;
            return;
        }
        if (_lastRound == TimeSpan.MaxValue || IsDone) return;
        var threshold = TimeSpan.FromTicks(Math.Clamp(_lastRound.Ticks / 8, MinThreshold.Ticks, MaxThreshold.Ticks));
        if (_thisRound < _lastRound + threshold) return;
        _baseline = _thisRound;
        _slowRoundsLeft = SlowRounds;
    }
}

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>Round trip and retransmission timeout (RFC 9260 section 6.3).</summary>
internal sealed class RoundTripEstimator(SctpOptions options)
{
    private const int MaxBackoff = 16;

    /// <summary>A clock and two schedulers stand between us and the other end's answer.</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan MinProbeTimeout = TimeSpan.FromMilliseconds(10);

    /// <summary>As long as there is no sample: the other end may still be warming up.</summary>
    private static readonly TimeSpan MinFirstTimeout = TimeSpan.FromMilliseconds(30);

    private TimeSpan _variation;

    /// <summary>What a timeout starts from. Every packet asks for timeouts, so it is kept.</summary>
    private TimeSpan _expected = options.InitialRto;
    private int _backoff;

    public TimeSpan? Smoothed { get; private set; }

    public TimeSpan Latest { get; private set; }

    public TimeSpan Minimum { get; private set; } = TimeSpan.MaxValue;

    /// <summary>With what its backoff has made of it.</summary>
    public TimeSpan Rto => Clamp(TimeSpan.FromTicks(BaseRto.Ticks << _backoff));

    /// <summary>How long after the last sign of progress the tail is probed.</summary>
    public TimeSpan ProbeTimeout => Smoothed is null ? HandshakeTimeout : Larger(_expected, MinProbeTimeout);

    /// <summary>
    /// How long to wait for what is answered at once: unlike <see cref="Rto"/> it need not allow for delayed SACKs. It
    /// has no backoff.
    /// </summary>
    public TimeSpan HandshakeTimeout
    {
        get
        {
            var timeout = Larger(_expected, MinFirstTimeout);
            return timeout < BaseRto ? timeout : BaseRto;
        }
    }

    private TimeSpan BaseRto => Clamp(_expected);

    /// <summary>Others have measured the path: until there is a sample of our own, that is what to go by.</summary>
    public void Expect(TimeSpan roundTrip)
    {
        if (Smoothed is null) _expected = 3 * roundTrip;
    }

    public void OnSample(TimeSpan sample)
    {
        if (sample < TimeSpan.Zero) return;
        Latest = sample;
        if (sample < Minimum) Minimum = sample;
        if (Smoothed is { } smoothed)
        {
            _variation = (3 * _variation + (smoothed - sample).Duration()) / 4;
            smoothed = (7 * smoothed + sample) / 8;
        }
        else
        {
            _variation = sample / 2;
            smoothed = sample;
        }
        Smoothed = smoothed;
        _expected = smoothed + Larger(4 * _variation, Granularity);
    }

    public void BackOff() => _backoff = Math.Min(_backoff + 1, MaxBackoff);

    public void ResetBackoff() => _backoff = 0;

    private static TimeSpan Larger(TimeSpan left, TimeSpan right) => left > right ? left : right;

    /// <summary>The upper bound stays above a round trip that is longer than foreseen.</summary>
    private TimeSpan Clamp(TimeSpan rto)
    {
        var max = Larger(options.RtoMax, 2 * (Smoothed ?? TimeSpan.Zero));
        return rto < options.RtoMin ? options.RtoMin : rto > max ? max : rto;
    }
}

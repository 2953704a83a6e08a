using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>CUBIC (RFC 9438) with HyStart++ (RFC 9406): the window grows with time, not with round trips.</summary>
internal sealed class CubicCongestionController(int maxPacketSize) : ICongestionController
{
    private const int InitialPackets = 10;
    private const int MinPackets = 2;
    private const double MaxCwnd = 1 << 28;

    /// <summary>RFC 9438 section 5: C, in packets per second cubed.</summary>
    private const double Scale = 0.4;

    /// <summary>RFC 9438 section 4.6: beta_cubic.</summary>
    private const double Beta = 0.7;

    /// <summary>RFC 9438 section 4.3: alpha_cubic, which makes it as fast as Reno where that is faster.</summary>
    private const double RenoAlpha = 3 * (1 - Beta) / (1 + Beta);

    private readonly SlowStartExit _exit = new();
    private double _packetSize = maxPacketSize;
    private double _cwnd = InitialPackets * maxPacketSize;
    private double _ssthresh = double.MaxValue;
    private double _smoothedSeconds;

    // In packets, as RFC 9438 has them.
    private double _windowMax;
    private double _windowReno;
    private double _renoTarget;
    private double _epochWindow;

    private double _k;
    private Instant? _epochStart;

    public int Cwnd => (int)_cwnd;

    public double PacingRate =>
        _smoothedSeconds > 0 ? _cwnd / _smoothedSeconds * (IsSlowStart ? 2 : 1.25) : 0;

    private bool IsSlowStart => _cwnd < _ssthresh;

    public void OnPacketSize(int maxPacketSize) => _packetSize = maxPacketSize;

    public void OnAcked(in AckSample sample)
    {
        _smoothedSeconds = sample.SmoothedRoundTrip.TotalSeconds;
        if (sample.IsRecovering) return;
        if (IsSlowStart)
        {
            var growth = _exit.OnAcked(sample);
            // What is paced trails the window: half of it in use is all of it in slow start.
            if (2 * sample.FlightBefore > _cwnd) _cwnd = Math.Min(_cwnd + sample.AckedBytes * growth, MaxCwnd);
            if (_exit.IsDone) _ssthresh = _cwnd;
            return;
        }
        // A window that was not used says nothing about what the path can carry.
        if (sample.FlightBefore + _packetSize + _cwnd / 8 <= _cwnd)
        {
            _epochStart = null;
            return;
        }
        Grow(sample.AckedBytes, sample.Now);
    }

    public void OnCongestion()
    {
        var window = _cwnd / _packetSize;
        // RFC 9438 4.7, fast convergence: a flow that is losing ground leaves some to the others.
        _windowMax = window < _windowMax ? window * (1 + Beta) / 2 : window;
        _renoTarget = window;
        _cwnd = Math.Max(_cwnd * Beta, MinPackets * _packetSize);
        _ssthresh = _cwnd;
        _epochStart = null;
    }

    public void OnTimeout()
    {
        OnCongestion();
        _cwnd = _packetSize;
        _exit.Restart();
    }

    public void OnIdle()
    {
        _ssthresh = Math.Max(_ssthresh, _cwnd * 3 / 4);
        _cwnd = Math.Min(_cwnd, Math.Max(_cwnd / 2, InitialPackets * _packetSize));
        _epochStart = null;
        _exit.Restart();
    }

    private void Grow(int ackedBytes, Instant now)
    {
        var window = _cwnd / _packetSize;
        if (_epochStart is not { } start) start = BeginEpoch(window, now);
        var elapsed = (now - start).TotalSeconds;
        var acked = ackedBytes / _packetSize;
        _windowReno += (_windowReno < _renoTarget ? RenoAlpha : 1) * acked / window;
        if (CubicAt(elapsed) < _windowReno) window = Math.Max(window, _windowReno);
        else
        {
            var target = Math.Clamp(CubicAt(elapsed + _smoothedSeconds), window, 1.5 * window);
            window += (target - window) / window * acked;
        }
        _cwnd = Math.Min(window * _packetSize, MaxCwnd);
    }

    private Instant BeginEpoch(double window, Instant now)
    {
        _epochStart = now;
        _epochWindow = window;
        _windowReno = window;
        if (_windowMax < window) _windowMax = window;
        _k = Math.Cbrt((_windowMax - _epochWindow) / Scale);
        return now;
    }

    private double CubicAt(double seconds)
    {
        var fromMax = seconds - _k;
        return Scale * fromMax * fromMax * fromMax + _windowMax;
    }
}

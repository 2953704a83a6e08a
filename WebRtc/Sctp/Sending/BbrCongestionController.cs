using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// Sends at the rate that the path delivers, in the manner of BBR: it measures bandwidth and bare round trip, probes
/// for more every few seconds, and takes loss for congestion only where <see cref="BbrPathModel"/> does.
/// </summary>
internal sealed class BbrCongestionController(int maxPacketSize) : ICongestionController
{
    private const int InitialPackets = 10;
    private const int MinPackets = 4;
    private const int MaxCwnd = 1 << 28;

    /// <summary>The least gain by which the rate doubles every round: 4 ln 2.</summary>
    private const double StartupGain = 2.77;

    private const double DownGain = 0.9;
    private const double UpGain = 1.25;
    private const double CwndGain = 2;
    private const double ProbingCwndGain = 2.25;
    private const double Beta = 0.7;

    /// <summary>What is left free below the ceiling, for others to grow into.</summary>
    private const double Headroom = 0.85;

    /// <summary>Below the bandwidth by a hair, so that no queue builds up of rounding.</summary>
    private const double Margin = 0.99;

    private const int RoundsWithoutGrowth = 3;

    /// <summary>A flow of RFC 9260 needs a round per packet to win back half a window, but is given no more than these.</summary>
    private const int MaxRoundsBetweenProbes = 63;

    private static readonly TimeSpan MinRoundTripProbe = TimeSpan.FromMilliseconds(200);

    private readonly BbrPathModel _path = new(maxPacketSize);
    private int _packetSize = maxPacketSize;
    private double _cwnd = InitialPackets * maxPacketSize;
    private double _smoothedSeconds;
    private double _gain = StartupGain;
    private double _plateau;
    private int _roundsAtPlateau;
    private int _rounds;
    private int _cruiseStart;
    private int _cycles;
    private double _ceilingStep;
    private double _roundTripCwnd;
    private bool _isFull;
    private Instant _phaseStart;
    private Instant _cycleStart;

    public BbrPhase Phase { get; private set; }

    public int Cwnd => (int)Math.Max(Math.Min(_cwnd, Bound()), MinPackets * _packetSize);

    public double PacingRate
    {
        get
        {
            var bandwidth = _path.Bandwidth;
            if (_smoothedSeconds <= 0) return 0;
            return _isFull
                ? _gain * bandwidth * Margin
                : _gain * Math.Max(bandwidth, InitialPackets * _packetSize / _smoothedSeconds);
        }
    }

    private bool IsProbing => Phase is BbrPhase.Startup or BbrPhase.Refill or BbrPhase.Up;

    /// <summary>Nothing that is answered now left before the cruise began.</summary>
    private bool IsCruising => Phase == BbrPhase.Cruise && _rounds - _cruiseStart >= 2;

    /// <summary>What leaves and comes back in portions, at both ends.</summary>
    private double Portions => 3 * (_path.Bandwidth * Pacer.Quantum.TotalSeconds + _packetSize);

    public void OnPacketSize(int maxPacketSize)
    {
        _packetSize = maxPacketSize;
        _path.PacketSize = maxPacketSize;
    }

    public void OnAcked(in AckSample sample)
    {
        _smoothedSeconds = sample.SmoothedRoundTrip.TotalSeconds;
        _path.OnAcked(sample, IsProbing, IsCruising, _cwnd);
        if (sample.Delivery.IsRoundStart) _rounds++;
        switch (Phase)
        {
            case BbrPhase.Startup:
                FindPlateau(sample);
                break;
            case BbrPhase.Drain when sample.Flight <= _path.Flight(1):
                EnterDown(sample.Now);
                break;
            case BbrPhase.RoundTrip:
                EndRoundTripProbe(sample);
                break;
            case BbrPhase.Up:
                ProbeUp(sample);
                break;
            default:
                StepCycle(sample);
                break;
        }
        if (_isFull && Phase != BbrPhase.RoundTrip && _path.IsMinRoundTripStale(sample.Now))
            EnterRoundTripProbe(sample.Now);
        Grow(sample);
    }

    public void OnCongestion()
    {
        // The model judges by rounds, not by single losses.
    }

    public void OnTimeout()
    {
        _cwnd = MinPackets * _packetSize;
        _path.ForgetShare();
    }

    public void OnIdle()
    {
        // The rate is known and packets are paced: nothing floods the path after a pause.
    }

    private double Bound() => Phase switch
    {
        BbrPhase.Startup or BbrPhase.Refill or BbrPhase.Up => _path.FlightCeiling,
        BbrPhase.RoundTrip => Math.Min(_path.FlightShare, _roundTripCwnd),
        _ => Math.Min(_path.FlightShare, Headroom * _path.FlightCeiling),
    };

    private void Grow(in AckSample sample)
    {
        if (!_isFull)
        {
            var room = _path.Flight(CwndGain) + Portions - _cwnd;
            if (room > 0) _cwnd = Math.Min(_cwnd + Math.Min(sample.AckedBytes, room), MaxCwnd);
            return;
        }
        var target = _path.Flight(Phase == BbrPhase.Up ? ProbingCwndGain : CwndGain) + Portions;
        _cwnd = Math.Max(Math.Min(_cwnd + sample.AckedBytes, Math.Min(target, MaxCwnd)), MinPackets * _packetSize);
    }

    private void FindPlateau(in AckSample sample)
    {
        if (_path.IsCongested)
        {
            _path.FlightCeiling = Math.Max(sample.FlightBefore * Beta, _path.Flight(1));
            EndStartup(sample.Now);
            return;
        }
        if (_path.HasStandingQueue)
        {
            EndStartup(sample.Now);
            return;
        }
        if (!sample.Delivery.IsRoundStart || sample.Delivery.IsLimitedBySender) return;
        if (_path.MaxBandwidth >= _plateau * 1.25)
        {
            _plateau = _path.MaxBandwidth;
            _roundsAtPlateau = 0;
        }
        else if (++_roundsAtPlateau >= RoundsWithoutGrowth) EndStartup(sample.Now);
    }

    private void EndStartup(Instant now)
    {
        _isFull = true;
        Enter(BbrPhase.Drain, 1 / StartupGain, now);
    }

    private void EnterDown(Instant now)
    {
        _path.EndCycle();
        _cycles++;
        _cycleStart = now;
        _rounds = 0;
        Enter(BbrPhase.Down, DownGain, now);
    }

    private void StepCycle(in AckSample sample)
    {
        if (Phase == BbrPhase.Refill)
        {
            if (_rounds == 0) return;
            _ceilingStep = _packetSize;
            Enter(BbrPhase.Up, UpGain, sample.Now);
        }
        else if (IsTimeToProbe(sample.Now))
        {
            _path.ForgetShare();
            _rounds = 0;
            Enter(BbrPhase.Refill, 1, sample.Now);
        }
        else if (Phase == BbrPhase.Down &&
            sample.Flight <= Math.Min(_path.Flight(1), Headroom * _path.FlightCeiling))
        {
            _cruiseStart = _rounds;
            Enter(BbrPhase.Cruise, 1, sample.Now);
        }
    }

    /// <summary>Every two to three seconds, not always the same, so that flows do not keep step.</summary>
    private bool IsTimeToProbe(Instant now)
    {
        var wait = TimeSpan.FromSeconds(2 + 0.37 * _cycles % 1);
        var rounds = Math.Min(MaxRoundsBetweenProbes, _path.Flight(1) / _packetSize);
        // Rounds of microseconds would have us find out a thousand times a second what the path does not carry.
        return now - _cycleStart > wait || (_rounds >= rounds && now - _cycleStart > rounds * BbrPathModel.ShortestPath);
    }

    private void ProbeUp(in AckSample sample)
    {
        if (_path.IsCongested)
        {
            _path.FlightCeiling = Math.Max(sample.FlightBefore, Beta * CwndGain * _path.BareFlight);
            EnterDown(sample.Now);
            return;
        }
        RaiseCeiling(sample);
        if (sample.Now - _phaseStart <= _path.MinRoundTrip || sample.Flight < _path.Flight(UpGain)) return;
        // All of that was on its way and nothing of it was lost, so it is not what has to stay free for others.
        _path.FlightCeiling = Math.Max(_path.FlightCeiling, sample.FlightBefore / Headroom);
        EnterDown(sample.Now);
    }

    /// <summary>Nothing was lost at the ceiling, so it is raised, twice as fast every round.</summary>
    private void RaiseCeiling(in AckSample sample)
    {
        if (sample.FlightBefore + _packetSize < Math.Min(_cwnd, _path.FlightCeiling)) return;
        _path.FlightCeiling += _ceilingStep * sample.AckedBytes / Math.Max(_cwnd, _packetSize);
        if (sample.Delivery.IsRoundStart) _ceilingStep *= 2;
    }

    private void EnterRoundTripProbe(Instant now)
    {
        _roundTripCwnd = _path.Flight(0.5);
        _path.ForgetRoundTrip(now);
        Enter(BbrPhase.RoundTrip, 1, now);
        _rounds = 0;
    }

    private void EndRoundTripProbe(in AckSample sample)
    {
        if (sample.Flight > _roundTripCwnd + MinPackets * _packetSize)
        {
            _phaseStart = sample.Now;
            _rounds = 0;
        }
        if (_rounds > 0 && sample.Now - _phaseStart > MinRoundTripProbe) EnterDown(sample.Now);
    }

    private void Enter(BbrPhase phase, double gain, Instant now)
    {
        Phase = phase;
        _gain = gain;
        _phaseStart = now;
    }
}

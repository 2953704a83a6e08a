using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// What is known of the path: the bandwidth, the bare round trip, and whether losses come from a full queue. Losses
/// count as congestion where they are more than the odd one and the round trip shows a queue; a radio link loses as
/// many without either.
/// </summary>
internal sealed class BbrPathModel(int maxPacketSize)
{
    /// <summary>The part of a round that has to be lost before it counts.</summary>
    private const double LossThreshold = 0.02;

    /// <summary>So much is lost only where something drops on purpose, whether or not there is a queue to be seen.</summary>
    private const double PolicerThreshold = 0.25;

    /// <summary>On a shorter path a queue that overflows is too short to be seen.</summary>
    private static readonly TimeSpan ShortestVisible = Pacer.Quantum;

    private const int MinLosses = 4;
    private const int MinSamples = 8;
    private const double Beta = 0.7;

    /// <summary>What is kept when others want a share.</summary>
    private const double CrowdedBeta = 0.85;

    private static readonly TimeSpan MinRoundTripLifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockNoise = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan MinQueue = TimeSpan.FromMilliseconds(4);

    /// <summary>On shorter paths the schedulers at both ends are the delay.</summary>
    public static readonly TimeSpan ShortestPath = TimeSpan.FromMilliseconds(2);

    private double _thisCycle;
    private double _lastCycle;
    private Instant _minSeenAt;
    private bool _isForgotten;
    private bool _hasGivenWay;
    private double _latestBandwidth;
    private long _latestFlight;
    private long _roundAcked;
    private long _roundLost;
    private TimeSpan _roundSum;
    private int _roundSamples;
    private TimeSpan _roundMin = TimeSpan.MaxValue;
    private double _lowBandwidth = double.MaxValue;

    public int PacketSize { get; set; } = maxPacketSize;

    /// <summary>The most that was delivered of late, in bytes a second.</summary>
    public double MaxBandwidth => Math.Max(_thisCycle, _lastCycle);

    /// <summary>The same, as others on the path leave it to us.</summary>
    public double Bandwidth => Math.Min(MaxBandwidth, _lowBandwidth);

    public TimeSpan MinRoundTrip { get; private set; } = TimeSpan.MaxValue;

    /// <summary>What the queue is known to overflow at, in bytes.</summary>
    public double FlightCeiling { get; set; } = double.MaxValue;

    /// <summary>What others on the path leave to us until we ask again, in bytes.</summary>
    public double FlightShare { get; private set; } = double.MaxValue;

    /// <summary>More was lost in this round than the path loses by itself.</summary>
    public bool IsCongested { get; private set; }

    /// <summary>Every packet of this round has found a queue.</summary>
    public bool HasStandingQueue => _roundSamples >= MinSamples &&
        _roundMin - MinRoundTrip > (MinRoundTrip / 4 > MinQueue ? MinRoundTrip / 4 : MinQueue);

    /// <summary>
    /// While we add nothing to the queue there is one, and it has overflowed: it is of others, who want a share. In one
    /// of more than a round trip they get it anyway, because it is the window that limits us there.
    /// </summary>
    private bool IsCrowded =>
        _roundLost > 0 && MinRoundTrip > ShortestPath && HasQueue(MinRoundTrip / 8) && !HasQueue(MinRoundTrip);

    private bool MayHaveQueue =>
        MinRoundTrip < ShortestVisible || HasQueue(MinRoundTrip / 64);

    public bool IsMinRoundTripStale(Instant now) =>
        MinRoundTrip != TimeSpan.MaxValue && now - _minSeenAt > MinRoundTripLifetime;

    /// <summary>Bandwidth times delay, in bytes.</summary>
    public double Flight(double gain)
    {
        var path = MinRoundTrip > ShortestPath ? MinRoundTrip : ShortestPath;
        return gain * Bandwidth * path.TotalSeconds;
    }

    /// <summary>The same, of the path alone, however short it is.</summary>
    public double BareFlight => Bandwidth * MinRoundTrip.TotalSeconds;

    /// <param name="sample">The SACK.</param>
    /// <param name="isProbing">Losses are of our own making, not of others who want their share.</param>
    /// <param name="isCruising">We send what the path delivers and no more, and have done so for a while.</param>
    /// <param name="cwnd">Congestion window.</param>
    public void OnAcked(in AckSample sample, bool isProbing, bool isCruising, double cwnd)
    {
        if (sample.Delivery.IsRoundStart) BeginRound(isProbing, isCruising, cwnd);
        OnRoundTrip(sample);
        var delivery = sample.Delivery;
        if (!delivery.IsLimitedBySender || delivery.Rate >= MaxBandwidth)
            _thisCycle = Math.Max(_thisCycle, delivery.Rate);
        _latestBandwidth = Math.Max(_latestBandwidth, delivery.Rate);
        _latestFlight = Math.Max(_latestFlight, delivery.Bytes);
        _roundAcked += sample.AckedBytes;
        _roundLost += sample.LostBytes;
        var sent = Math.Max(_roundAcked + _roundLost, sample.FlightBefore);
        IsCongested = _roundLost > MinLosses * PacketSize && _roundLost > sent * (MayHaveQueue ? LossThreshold : PolicerThreshold);
    }

    /// <summary>The bandwidth of the cycle before the last is forgotten.</summary>
    public void EndCycle()
    {
        if (_thisCycle <= 0) return;
        _lastCycle = _thisCycle;
        _thisCycle = 0;
    }

    /// <summary>What others left to us is asked for again.</summary>
    public void ForgetShare()
    {
        _hasGivenWay = false;
        _lowBandwidth = double.MaxValue;
        FlightShare = double.MaxValue;
    }

    /// <summary>The path may have become longer: what is measured from now on counts.</summary>
    public void ForgetRoundTrip(Instant now)
    {
        _isForgotten = true;
        _minSeenAt = now;
    }

    private void OnRoundTrip(in AckSample sample)
    {
        if (sample.RoundTrip is not { } roundTrip) return;
        // What is nearly the shortest shows as well that the path has not become longer.
        if (roundTrip <= MinRoundTrip || roundTrip - MinRoundTrip < MinRoundTrip / 64) _minSeenAt = sample.Now;
        if (roundTrip < MinRoundTrip || _isForgotten) MinRoundTrip = roundTrip;
        _isForgotten = false;
        _roundSum += roundTrip;
        _roundSamples++;
        if (roundTrip < _roundMin) _roundMin = roundTrip;
    }

    private bool HasQueue(TimeSpan depth) =>
        _roundSamples > 0 && _roundSum / _roundSamples > MinRoundTrip + ClockNoise + depth;

    private void BeginRound(bool isProbing, bool isCruising, double cwnd)
    {
        if (isCruising && IsCrowded) GiveWay();
        else if (IsCongested && !isProbing) Shrink(cwnd);
        _latestBandwidth = 0;
        _latestFlight = 0;
        _roundAcked = 0;
        _roundLost = 0;
        _roundSum = TimeSpan.Zero;
        _roundSamples = 0;
        _roundMin = TimeSpan.MaxValue;
        IsCongested = false;
    }

    private void Shrink(double cwnd)
    {
        _lowBandwidth = Math.Max(_latestBandwidth, Beta * Bandwidth);
        FlightShare = Math.Max(_latestFlight, Beta * Math.Min(FlightShare, cwnd));
    }

    /// <summary>
    /// As a flow of RFC 9260 does, though not by half. The bandwidth that was measured before is forgotten: the next
    /// probe has to find it free. Once until then: jitter and a lossy link look the same, and are not to add up.
    /// </summary>
    private void GiveWay()
    {
        if (_hasGivenWay) return;
        _hasGivenWay = true;
        _lowBandwidth = CrowdedBeta * Bandwidth;
        _lastCycle = _lowBandwidth;
        _thisCycle = 0;
    }
}

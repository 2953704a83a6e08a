using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// T3-rtx (RFC 9260 section 6.3.2), and before it two probes of the tail, which a living receiver answers at once: so
/// the loss of the last packet costs about a round trip, and a delayed SACK is not taken for a loss.
/// </summary>
/// <param name="roundTrip">What is known of the path.</param>
/// <param name="delayedAck">How long the other end may hold back a SACK that was not asked for.</param>
internal sealed class RetransmissionTimer(RoundTripEstimator roundTrip, TimeSpan delayedAck)
{
    private const int MaxProbes = 2;

    private Instant _started;
    private Instant _lastSent;
    private int _probes;
    private TimeSpan _allowance;

    public bool IsRunning { get; private set; }

    public Instant ProbeAt => IsRunning && _probes < MaxProbes
        ? _lastSent + _allowance + TimeSpan.FromTicks(roundTrip.ProbeTimeout.Ticks << _probes)
        : Instant.Never;

    /// <summary>The other end has not been asked to acknowledge what was sent last, and may take its time.</summary>
    public bool MaySackWait => IsRunning && _probes == 0 && _allowance > TimeSpan.Zero;

    /// <summary>A probe was sent and nothing was acknowledged since: what comes twice may be that.</summary>
    public bool HasProbed { get; private set; }

    public Instant ExpiresAt => IsRunning ? _started + roundTrip.Rto : Instant.Never;

    /// <param name="maySackWait">No SACK was asked for (RFC 8985 section 7.2: the worst delayed ACK is added).</param>
    public void OnSent(Instant now, bool maySackWait = false)
    {
        if (!IsRunning) _started = now;
        IsRunning = true;
        _lastSent = now;
        _allowance = maySackWait ? delayedAck : TimeSpan.Zero;
    }

    /// <summary>Something was newly acknowledged.</summary>
    public void OnProgress(bool isOutstanding, Instant now)
    {
        roundTrip.ResetBackoff();
        _probes = 0;
        HasProbed = false;
        _started = now;
        _lastSent = now;
        IsRunning = isOutstanding;
    }

    public void OnProbe(Instant now)
    {
        _probes++;
        HasProbed = true;
        _started = now;
        _lastSent = now;
    }

    /// <summary>There is nothing to be learned from a probe, as while the window of the other end is closed.</summary>
    public void SkipProbes() => _probes = MaxProbes;

    public void OnExpired(Instant now)
    {
        roundTrip.BackOff();
        _probes = MaxProbes;
        _started = now;
    }

    public void Stop() => IsRunning = false;
}

using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// Measures the rate of delivery: what was delivered between the sending of a packet and its acknowledgement, over the
/// longer of the times in which that was sent and acknowledged. So neither a burst nor bunched SACKs pass for speed.
/// </summary>
internal sealed class DeliveryMeter
{
    private long _delivered;
    private long _nextRound;
    private long _limitedUntil;
    private Instant _deliveredAt;
    private Instant _firstSentAt;

    /// <summary>What a chunk that is sent now has to remember.</summary>
    public DeliveryState OnSent(bool isFirstInFlight, Instant now)
    {
        if (isFirstInFlight)
        {
            _firstSentAt = now;
            _deliveredAt = now;
        }
        return new(_delivered, _deliveredAt, _firstSentAt, _limitedUntil > 0);
    }

    /// <summary>There is nothing more to send, though more might be on its way.</summary>
    public void OnLimited(int flight) => _limitedUntil = Math.Max(_delivered + flight, 1);

    public DeliverySample OnAcked(in AckTally tally, TimeSpan minimumRoundTrip, Instant now)
    {
        _delivered += tally.Bytes;
        _deliveredAt = now;
        if (_delivered > _limitedUntil) _limitedUntil = 0;
        if (tally.NewestOrder < 0) return default;
        var newest = tally.Newest;
        _firstSentAt = tally.NewestSentAt;
        var isRoundStart = newest.Delivered >= _nextRound;
        if (isRoundStart) _nextRound = _delivered;
        var sending = tally.NewestSentAt - newest.FirstSentAt;
        var acking = now - newest.DeliveredAt;
        var interval = sending > acking ? sending : acking;
        var bytes = _delivered - newest.Delivered;
        // Faster than the path can answer: the answer was to an earlier transmission.
        var isValid = interval > TimeSpan.Zero && interval >= minimumRoundTrip;
        return new(isValid ? bytes / interval.TotalSeconds : 0, bytes, newest.IsLimitedBySender, isRoundStart);
    }
}

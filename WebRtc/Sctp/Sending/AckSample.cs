using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>What one SACK told a congestion controller.</summary>
internal readonly record struct AckSample
{
    public Instant Now { get; init; }

    /// <summary>Newly acknowledged, cumulatively or by gap block, in bytes.</summary>
    public int AckedBytes { get; init; }

    /// <summary>Found to be lost since the last sample, in bytes.</summary>
    public int LostBytes { get; init; }

    /// <summary>What was on its way when the SACK came, in bytes.</summary>
    public int FlightBefore { get; init; }

    /// <summary>What is on its way now, in bytes.</summary>
    public int Flight { get; init; }

    /// <summary>What was acknowledged was sent before the last congestion event.</summary>
    public bool IsRecovering { get; init; }

    /// <summary>Of this SACK alone, if it has one.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Zero until one was measured.</summary>
    public TimeSpan SmoothedRoundTrip { get; init; }

    public DeliverySample Delivery { get; init; }
}

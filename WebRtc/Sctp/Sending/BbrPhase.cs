namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>What <see cref="BbrCongestionController"/> is trying to find out.</summary>
internal enum BbrPhase : byte
{
    /// <summary>Doubles until the rate of delivery grows no more.</summary>
    Startup,

    /// <summary>Lets the queue run empty that startup has made.</summary>
    Drain,

    /// <summary>Slower than the path for a moment, to leave room for others and to see the bare round trip.</summary>
    Down,

    /// <summary>As fast as the path.</summary>
    Cruise,

    /// <summary>Fills the path without a queue, so that what the next phase meets is its own doing.</summary>
    Refill,

    /// <summary>Faster than the path, to see whether it carries more.</summary>
    Up,

    /// <summary>Half a path's worth on its way, to see the bare round trip.</summary>
    RoundTrip,
}

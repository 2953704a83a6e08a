namespace RtcPeer.WebRtc.Ice;

/// <summary>The smoothed round trip of a path (SRTT of RFC 6298 section 2).</summary>
internal struct RoundTripEstimate
{
    /// <summary>Null while nothing has been measured.</summary>
    public TimeSpan? Smoothed { get; private set; }

    public void Update(TimeSpan measured) =>
        Smoothed = Smoothed is { } smoothed ? (smoothed * 7 + measured) / 8 : measured;
}

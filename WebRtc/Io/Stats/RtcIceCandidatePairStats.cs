namespace RtcPeer.WebRtc.Io.Stats;

/// <summary>The path in use (W3C webrtc-stats, RTCIceCandidatePairStats).</summary>
public sealed record RtcIceCandidatePairStats
{
    /// <summary>Our end of the path.</summary>
    public required RtcIceCandidateStats LocalCandidate { get; init; }

    /// <summary>The other end's.</summary>
    public required RtcIceCandidateStats RemoteCandidate { get; init; }

    /// <summary>Whether both ends have agreed on the pair.</summary>
    public required bool Nominated { get; init; }

    /// <summary>The round trip as the checks of the pair measure it; null while none was answered.</summary>
    public TimeSpan? CurrentRoundTripTime { get; init; }
}

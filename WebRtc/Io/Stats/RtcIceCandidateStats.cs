namespace RtcPeer.WebRtc.Io.Stats;

/// <summary>One end of a path (W3C webrtc-stats, RTCIceCandidateStats).</summary>
public sealed record RtcIceCandidateStats
{
    /// <summary>"host", "srflx", "prflx" or "relay" (RTCIceCandidateType).</summary>
    public required string CandidateType { get; init; }

    /// <summary>The IP address.</summary>
    public required string Address { get; init; }

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>"udp" or "tcp".</summary>
    public required string Protocol { get; init; }

    /// <summary>How a TURN server of ours is reached: "udp", "tcp" or "tls"; null for other candidates.</summary>
    public string? RelayProtocol { get; init; }

    /// <summary>The higher, the better liked (RFC 8445 section 5.1.2).</summary>
    public required long Priority { get; init; }
}

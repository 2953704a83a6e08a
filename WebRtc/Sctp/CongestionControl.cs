namespace RtcPeer.WebRtc.Sctp;

/// <summary>What decides how much may be on its way.</summary>
internal enum CongestionControl
{
    /// <summary>Slow start and congestion avoidance of RFC 9260: the reference.</summary>
    Rfc9260,

    /// <summary>RFC 9438.</summary>
    Cubic,

    /// <summary>A model of the path's bandwidth and round trip.</summary>
    Bbr,
}

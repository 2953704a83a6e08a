namespace RtcPeer.WebRtc.Ice;

/// <summary>The states of a pair in the check list (RFC 8445 section 6.1.2.6).</summary>
internal enum CandidatePairState
{
    /// <summary>Held back while another pair of the same foundation is tried.</summary>
    Frozen,
    Waiting,
    InProgress,
    Succeeded,
    Failed,
}

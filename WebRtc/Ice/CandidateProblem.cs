namespace RtcPeer.WebRtc.Ice;

/// <summary>Why a candidate line yields no candidate.</summary>
internal enum CandidateProblem
{
    None,

    /// <summary>The line is not a candidate attribute.</summary>
    Malformed,

    /// <summary>A valid candidate that hides its address behind a name, as browsers do with mDNS.</summary>
    UnresolvedName,

    /// <summary>A valid candidate of a component, transport or type that is not used here.</summary>
    NotUsable,
}

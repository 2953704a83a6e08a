namespace RtcPeer.WebRtc.Ice;

/// <summary>What became of a check of the other end.</summary>
internal enum InboundOutcome
{
    /// <summary>Not authenticated, or more than can be answered: nothing is sent.</summary>
    Dropped,

    /// <summary>Answered by an error.</summary>
    Refused,

    /// <summary>Answered by a success.</summary>
    Accepted,
}

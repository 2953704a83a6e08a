namespace RtcPeer.WebRtc.Ice;

/// <summary>What became of a candidate of the other end.</summary>
internal enum AddCandidateResult
{
    Added,

    /// <summary>Its address is known already.</summary>
    Duplicate,

    /// <summary>It cannot be paired: TCP, another component, or an address that is no single host's.</summary>
    NotUsable,

    /// <summary>Its username fragment is not that of the other end's credentials, or not yet.</summary>
    OtherGeneration,

    /// <summary>There are as many candidates as are kept, all of higher priority.</summary>
    TooMany,

    /// <summary>The agent has failed or was closed.</summary>
    Ended,
}

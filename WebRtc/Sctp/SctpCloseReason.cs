namespace RtcPeer.WebRtc.Sctp;

/// <summary>Why an association ended.</summary>
internal enum SctpCloseReason
{
    None,
    ShutdownByUs,
    ShutdownByPeer,
    AbortedByUs,

    /// <summary>The other end's application ended it: an ABORT with the cause "User-Initiated Abort" (RFC 9260 section 3.3.10.12).</summary>
    ClosedByPeer,

    /// <summary>The other end's stack ended it: an ABORT with any other cause, or none.</summary>
    AbortedByPeer,

    /// <summary>The other end did not answer for longer than the options allow.</summary>
    TooManyRetransmissions,

    /// <summary>We aborted, since the other end broke the protocol.</summary>
    ProtocolViolation,

    /// <summary>The other end began anew (RFC 9260 section 5.2.4.1); what channels there were are gone.</summary>
    PeerRestarted,
}

namespace RtcPeer.WebRtc.Sctp;

/// <summary>Why an association ended.</summary>
internal enum SctpCloseReason
{
    None,
    ShutdownByUs,
    ShutdownByPeer,
    AbortedByUs,
    AbortedByPeer,

    /// <summary>The other end did not answer for longer than the options allow.</summary>
    TooManyRetransmissions,

    /// <summary>We aborted, since the other end broke the protocol.</summary>
    ProtocolViolation,

    /// <summary>The other end began anew (RFC 9260 section 5.2.4.1); what channels there were are gone.</summary>
    PeerRestarted,
}

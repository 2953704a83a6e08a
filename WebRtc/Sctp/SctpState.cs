namespace RtcPeer.WebRtc.Sctp;

/// <summary>The states of an association (RFC 9260 section 4).</summary>
internal enum SctpState
{
    /// <summary>Not begun, or over: <see cref="SctpAssociation.HasEnded"/> tells which.</summary>
    Closed,
    CookieWait,
    CookieEchoed,
    Established,
    ShutdownPending,
    ShutdownSent,
    ShutdownReceived,
    ShutdownAckSent,
}

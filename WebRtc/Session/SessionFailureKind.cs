namespace RtcPeer.WebRtc.Session;

/// <summary>The stage or event that ended a session without our closing it.</summary>
internal enum SessionFailureKind
{
    Ice,
    Dtls,
    FingerprintMismatch,
    Lost,
    ClosedByRemote,
    Aborted,
}

namespace RtcPeer.WebRtc.Io;

/// <summary>Why a connection ended without our closing it.</summary>
public enum RtcFailureKind
{
    /// <summary>No path to the other end was found (RFC 8445).</summary>
    Ice,

    /// <summary>The DTLS handshake failed (RFC 6347).</summary>
    Dtls,

    /// <summary>The other end's certificate is not the one its description announced (RFC 8827 section 6.5).</summary>
    FingerprintMismatch,

    /// <summary>The other end no longer consents to receive: it is gone, or the path is (RFC 7675).</summary>
    Lost,

    /// <summary>The other end closed the connection in good order.</summary>
    ClosedByRemote,

    /// <summary>The other end aborted the association (RFC 9260 section 9.1), or it broke the protocol.</summary>
    Aborted,
}

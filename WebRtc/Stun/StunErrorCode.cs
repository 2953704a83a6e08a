namespace RtcPeer.WebRtc.Stun;

/// <summary>
/// Error codes of STUN (RFC 8489 section 14.8), TURN (RFC 8656 section 19) and ICE (RFC 8445 section 20.2).
/// </summary>
internal enum StunErrorCode
{
    TryAlternate = 300,
    BadRequest = 400,
    Unauthenticated = 401,
    Forbidden = 403,
    UnknownAttribute = 420,
    AllocationMismatch = 437,
    StaleNonce = 438,
    AddressFamilyNotSupported = 440,
    WrongCredentials = 441,
    UnsupportedTransport = 442,
    PeerAddressFamilyMismatch = 443,
    AllocationQuotaReached = 486,
    RoleConflict = 487,
    ServerError = 500,
    InsufficientCapacity = 508,
}

namespace RtcPeer.WebRtc.Stun;

/// <summary>What a message is in its transaction (RFC 8489 section 5): the two class bits, C1 and C0.</summary>
internal enum StunClass
{
    Request = 0,
    Indication = 1,
    SuccessResponse = 2,
    ErrorResponse = 3,
}

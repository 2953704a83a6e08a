namespace RtcPeer.WebRtc.Sctp;

/// <summary>What a COOKIE ECHO means (RFC 9260 section 5.2.4).</summary>
internal enum CookieVerdict
{
    /// <summary>Forged, stale, or of an earlier attempt.</summary>
    Discard,

    /// <summary>The association is up with it.</summary>
    Establish,

    /// <summary>It is up already: the COOKIE ACK was lost.</summary>
    Acknowledge,

    /// <summary>The other end has begun anew.</summary>
    Restart,
}

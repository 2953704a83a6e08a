namespace RtcPeer.WebRtc.Ice;

/// <summary>What the role that a check names means for ours (RFC 8445 section 7.3.1.1).</summary>
internal enum RoleVerdict
{
    NoConflict,

    /// <summary>The other end is to change, and is told so by a 487.</summary>
    Refuse,

    /// <summary>We have changed ours.</summary>
    Switched,
}

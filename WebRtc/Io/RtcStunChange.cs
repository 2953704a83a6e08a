namespace RtcPeer.WebRtc.Io;

/// <summary>What of its own address a STUN server is asked to change for its answer (RFC 5780 section 7.2).</summary>
[Flags]
public enum RtcStunChange
{
    /// <summary>To answer from where it was asked.</summary>
    None = 0,

    /// <summary>To answer from its other port.</summary>
    Port = 2,

    /// <summary>To answer from its other IP address.</summary>
    Address = 4,
}

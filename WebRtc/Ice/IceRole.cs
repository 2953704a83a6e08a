namespace RtcPeer.WebRtc.Ice;

/// <summary>The two roles (RFC 8445 section 6.1.1). The controlling agent chooses the pair.</summary>
internal enum IceRole
{
    Controlling,
    Controlled,
}

namespace RtcPeer.WebRtc.Session;

/// <summary>The state of ICE and DTLS taken together (W3C WebRTC, RTCPeerConnectionState).</summary>
internal enum SessionState
{
    New,
    Connecting,
    Connected,
    Disconnected,
    Failed,
    Closed,
}

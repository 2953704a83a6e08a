namespace RtcPeer.WebRtc.Io;

/// <summary>The state of the connection as a whole (W3C WebRTC, RTCPeerConnectionState).</summary>
public enum RtcPeerConnectionState
{
    /// <summary>Nothing has been negotiated yet.</summary>
    New,

    /// <summary>ICE or DTLS is at work for the first time, or again after a failure.</summary>
    Connecting,

    /// <summary>A path is open and the other end's certificate is the announced one.</summary>
    Connected,

    /// <summary>The path has not answered for some seconds; it may come back.</summary>
    Disconnected,

    /// <summary>The connection could not be made, or was lost. Where ICE failed, a restart may bring it back.</summary>
    Failed,

    /// <summary>Closed by us, or by the other end in good order.</summary>
    Closed,
}

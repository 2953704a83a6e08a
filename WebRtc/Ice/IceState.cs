namespace RtcPeer.WebRtc.Ice;

/// <summary>The states of RTCIceTransportState (W3C WebRTC section 5.6.4).</summary>
internal enum IceState
{
    /// <summary>Nothing to check yet.</summary>
    New,

    /// <summary>Checks are running and none has succeeded.</summary>
    Checking,

    /// <summary>There is a usable path; a better one may still be found.</summary>
    Connected,

    /// <summary>A path has been nominated and both ends have named all their candidates.</summary>
    Completed,

    /// <summary>The other end has been silent on the path for some seconds. It may come back.</summary>
    Disconnected,

    /// <summary>No path was found, or consent to send on it has expired (RFC 7675). A restart may find another.</summary>
    Failed,

    Closed,
}

namespace RtcPeer.WebRtc.Io;

/// <summary>Which candidates a connection may use (W3C WebRTC, RTCIceTransportPolicy).</summary>
public enum RtcIceTransportPolicy
{
    /// <summary>Any.</summary>
    All,

    /// <summary>Only those of TURN servers: the other end learns no address of ours.</summary>
    Relay,
}

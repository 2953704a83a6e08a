namespace RtcPeer.WebRtc.Io;

/// <summary>How far the exchange of offer and answer has come (W3C WebRTC, RTCSignalingState).</summary>
public enum RtcSignalingState
{
    /// <summary>No offer is open.</summary>
    Stable,

    /// <summary>Our offer waits for an answer.</summary>
    HaveLocalOffer,

    /// <summary>The other end's offer waits for our answer.</summary>
    HaveRemoteOffer,

    /// <summary>The connection is closed.</summary>
    Closed,
}

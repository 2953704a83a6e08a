namespace RtcPeer.WebRtc.Io;

/// <summary>The state of a data channel (W3C WebRTC, RTCDataChannelState).</summary>
public enum RtcDataChannelState
{
    /// <summary>Not open yet: nothing can be sent.</summary>
    Connecting,

    /// <summary>Messages flow.</summary>
    Open,

    /// <summary>One end closes it: nothing new is accepted, what was accepted is still delivered.</summary>
    Closing,

    /// <summary>Over.</summary>
    Closed,
}

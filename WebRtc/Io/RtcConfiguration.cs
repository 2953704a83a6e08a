namespace RtcPeer.WebRtc.Io;

/// <summary>How a connection is to be made (W3C WebRTC, RTCConfiguration).</summary>
public sealed record RtcConfiguration
{
    /// <summary>The largest message taken from the other end, announced as <c>a=max-message-size</c>; in bytes.</summary>
    public int MaxMessageSize { get; init; } = 256 * 1024;
}

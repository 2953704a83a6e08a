namespace RtcPeer.WebRtc.Io;

/// <summary>How a connection is to be made (W3C WebRTC, RTCConfiguration).</summary>
public sealed record RtcConfiguration
{
    /// <summary>The largest message taken from the other end, announced as <c>a=max-message-size</c>; in bytes.</summary>
    public int MaxMessageSize { get; init; } = 256 * 1024;

    /// <summary>Our certificate, which stays the caller's; null to make a fresh one for the connection.</summary>
    public RtcCertificate? Certificate { get; init; }
}

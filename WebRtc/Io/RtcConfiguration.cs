namespace RtcPeer.WebRtc.Io;

/// <summary>How a connection is to be made (W3C WebRTC, RTCConfiguration).</summary>
public sealed record RtcConfiguration
{
    /// <summary>The largest message taken from the other end, announced as <c>a=max-message-size</c>; in bytes.</summary>
    public int MaxMessageSize { get; init; } = 256 * 1024;

    /// <summary>Our certificate, which stays the caller's; null to make a fresh one for the connection.</summary>
    public RtcCertificate? Certificate { get; init; }

    /// <summary>
    /// Whether who waits for a message may go on on the very thread that received it, which saves the way through the
    /// thread pool. While it runs there, nothing else is received: it must neither block nor compute for long.
    /// </summary>
    public bool AllowSynchronousContinuations { get; init; }
}

namespace RtcPeer.WebRtc.Channels;

/// <summary>The payload protocol identifiers of WebRTC (RFC 8831 section 8). The deprecated partial ones are unknown to us.</summary>
internal static class PayloadProtocol
{
    /// <summary>DATA_CHANNEL_OPEN and DATA_CHANNEL_ACK.</summary>
    public const uint Dcep = 50;

    public const uint String = 51;
    public const uint Binary = 53;

    /// <summary>SCTP cannot carry an empty message: one zero byte stands for it (RFC 8831 section 6.6).</summary>
    public const uint StringEmpty = 56;

    /// <summary>As <see cref="StringEmpty"/>, for binary messages.</summary>
    public const uint BinaryEmpty = 57;
}

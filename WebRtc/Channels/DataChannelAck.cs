namespace RtcPeer.WebRtc.Channels;

/// <summary>DATA_CHANNEL_ACK (RFC 8832 section 5.2): its type and nothing else.</summary>
internal static class DataChannelAck
{
    public static ReadOnlySpan<byte> Message => [(byte)DcepMessageType.DataChannelAck];

    public static bool IsAck(ReadOnlySpan<byte> message) => message is [(byte)DcepMessageType.DataChannelAck, ..];
}

namespace RtcPeer.WebRtc.Channels;

/// <summary>The first byte of a DCEP message (RFC 8832 section 8.2.1).</summary>
internal enum DcepMessageType : byte
{
    DataChannelAck = 0x02,
    DataChannelOpen = 0x03,
}

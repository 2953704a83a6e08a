namespace RtcPeer.WebRtc.Dtls;

/// <summary>The states of RTCDtlsTransportState (W3C WebRTC section 5.5.1).</summary>
internal enum DtlsState
{
    New,
    Connecting,
    Connected,
    Closed,
    Failed,
}

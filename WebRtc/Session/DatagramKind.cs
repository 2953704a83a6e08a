namespace RtcPeer.WebRtc.Session;

/// <summary>The protocols that share one port.</summary>
internal enum DatagramKind
{
    Unknown,
    Stun,
    TurnChannel,
    Dtls,
}

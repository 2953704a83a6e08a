namespace RtcPeer.WebRtc.Core;

/// <summary>What carries datagrams: UDP itself, or a TCP connection (with or without TLS) with a framing of its own.</summary>
internal enum TransportProtocol
{
    Udp,
    Tcp,
}

namespace RtcPeer.WebRtc.Core;

/// <summary>The two ends of a datagram: our base and the other end's transport address.</summary>
internal readonly record struct TransportPath(
    TransportAddress Local, TransportAddress Remote, TransportProtocol Protocol = TransportProtocol.Udp)
{
    public override string ToString() => $"{Local} <-> {Remote}{(Protocol == TransportProtocol.Tcp ? " (tcp)" : "")}";
}

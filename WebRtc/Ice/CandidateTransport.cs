namespace RtcPeer.WebRtc.Ice;

/// <summary>The transports that a candidate may name (RFC 8839 section 5.1, RFC 6544).</summary>
internal enum CandidateTransport
{
    Udp,
    Tcp,
}

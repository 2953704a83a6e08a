namespace RtcPeer.WebRtc.Ice;

/// <summary>Which end of a TCP candidate opens the connection (RFC 6544 section 4.5).</summary>
internal enum TcpCandidateType
{
    Active,
    Passive,
    SimultaneousOpen,
}

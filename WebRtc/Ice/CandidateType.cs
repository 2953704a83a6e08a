namespace RtcPeer.WebRtc.Ice;

/// <summary>How a candidate's address was learnt (RFC 8445 section 4).</summary>
internal enum CandidateType
{
    Host,
    ServerReflexive,
    PeerReflexive,
    Relayed,
}

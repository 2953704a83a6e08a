namespace RtcPeer.WebRtc.Session;

/// <summary>How far the exchange of offer and answer has come (RFC 8829 section 3.2).</summary>
internal enum SignalingState
{
    Stable,
    HaveLocalOffer,
    HaveRemoteOffer,
    Closed,
}

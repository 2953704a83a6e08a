namespace RtcPeer.WebRtc.Io;

/// <summary>An offer or an answer as it travels through the signalling (W3C WebRTC, RTCSessionDescription).</summary>
/// <param name="Type">Offer or answer.</param>
/// <param name="Sdp">The session description in SDP (RFC 8866).</param>
public sealed record RtcSessionDescription(RtcSdpType Type, string Sdp);

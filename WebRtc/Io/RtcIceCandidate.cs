namespace RtcPeer.WebRtc.Io;

/// <summary>An ICE candidate as it travels through the signalling (W3C WebRTC, RTCIceCandidateInit).</summary>
/// <param name="Candidate">The candidate-attribute of RFC 8839 section 5.1; empty for the end of candidates.</param>
/// <param name="SdpMid">The media stream identification tag of the section it belongs to, if given.</param>
/// <param name="SdpMLineIndex">The index, from 0, of the section it belongs to, if given.</param>
/// <param name="UsernameFragment">The ICE username fragment it belongs to, if given.</param>
public sealed record RtcIceCandidate(
    string Candidate, string? SdpMid = null, int? SdpMLineIndex = null, string? UsernameFragment = null);

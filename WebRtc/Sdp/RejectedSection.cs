namespace RtcPeer.WebRtc.Sdp;

/// <summary>
/// An m-section that is not our data section, such as audio, with what an answer must repeat to reject it: "for each
/// m= line in the offer, there MUST be a corresponding m= line in the answer" (RFC 3264 section 6).
/// </summary>
/// <param name="Media">"audio", "video", "application", ...</param>
/// <param name="Protocol">Such as "UDP/TLS/RTP/SAVPF".</param>
/// <param name="Formats">The rest of the m-line.</param>
/// <param name="Mid">The section's name, if it has one.</param>
internal sealed record RejectedSection(string Media, string Protocol, string Formats, string? Mid);

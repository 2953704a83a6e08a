namespace RtcPeer.WebRtc.Io.Stats;

/// <summary>A certificate of one of the two ends (W3C webrtc-stats, RTCCertificateStats).</summary>
/// <param name="Fingerprint">The hash of the certificate, as <c>a=fingerprint</c> has it: bytes in hexadecimal with colons between.</param>
/// <param name="FingerprintAlgorithm">The hash function: "sha-256".</param>
public sealed record RtcCertificateStats(string Fingerprint, string FingerprintAlgorithm);

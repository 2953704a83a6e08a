namespace RtcPeer.WebRtc.Sdp;

/// <summary>a=fingerprint (RFC 8122 section 5): a hash of the certificate that DTLS must show.</summary>
/// <param name="Algorithm">As written, such as "sha-256". An unknown one is kept: whoever checks passes over it.</param>
/// <param name="Hash">Pairs of hex digits joined by colons, as written.</param>
internal sealed record SdpFingerprint(string Algorithm, string Hash)
{
    public override string ToString() => $"{Algorithm} {Hash}";
}

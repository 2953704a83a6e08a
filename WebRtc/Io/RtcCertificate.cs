using RtcPeer.WebRtc.Dtls;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// A key and the certificate by which the other end knows us, for one or several connections (W3C WebRTC,
/// RTCCertificate). Without one of its own, each connection makes a fresh one.
/// </summary>
public sealed class RtcCertificate : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private RtcCertificate(DtlsCertificate certificate) => Certificate = certificate;

    internal DtlsCertificate Certificate { get; }

    /// <summary>Makes an ECDSA P-256 key and a self-signed certificate, valid for 30 days (RFC 8827 section 6.5).</summary>
    /// <returns>The certificate, to be disposed of after the connections that use it.</returns>
    public static RtcCertificate Generate()
    {
        // A day of grace for a clock of the other end that is behind; nobody is known to check.
        var now = DateTimeOffset.UtcNow;
        return new RtcCertificate(DtlsCertificate.CreateSelfSigned(now.AddDays(-1), now + Lifetime, new SystemEntropy()));
    }

    /// <summary>Gives up the key.</summary>
    public void Dispose() => Certificate.Dispose();
}

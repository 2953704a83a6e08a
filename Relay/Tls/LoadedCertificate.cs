using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RtcPeer.Relay.Tls;

/// <summary>A certificate that new connections are served with.</summary>
/// <param name="Context">The certificate, its key and its chain.</param>
/// <param name="NotAfter">When it expires.</param>
internal sealed record LoadedCertificate(SslStreamCertificateContext Context, DateTimeOffset NotAfter)
{
    public static LoadedCertificate Of(X509Certificate2 certificate, X509Certificate2Collection chain) =>
        new(SslStreamCertificateContext.Create(certificate, chain, offline: true), certificate.NotAfter);
}

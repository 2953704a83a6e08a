using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Dtls;

namespace RtcPeer.Peer.Tests.Dtls;

/// <summary>Certificates that tests share, since keys take long to make.</summary>
internal static class Certificates
{
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<DtlsCertificate> LazyRsaAlice = new(() => CreateRsa(2048));
    private static readonly Lazy<DtlsCertificate> LazyRsaBob = new(() => CreateRsa(2048));

    public static DtlsCertificate Alice { get; } = CreateEcdsa(1);

    public static DtlsCertificate Bob { get; } = CreateEcdsa(2);

    public static DtlsCertificate Mallory { get; } = CreateEcdsa(3);

    public static DtlsCertificate RsaAlice => LazyRsaAlice.Value;

    public static DtlsCertificate RsaBob => LazyRsaBob.Value;

    public static DtlsCertificate CreateEcdsa(int seed) =>
        DtlsCertificate.CreateSelfSigned(NotBefore, NotAfter, new SeededEntropy(seed));

    public static DtlsCertificate CreateEcdsa(ECCurve curve)
    {
        var key = ECDsa.Create(curve);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(NotBefore, NotAfter);
        return new(certificate.RawData, key);
    }

    public static DtlsCertificate CreateRsa(int bits)
    {
        var key = RSA.Create(bits);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(NotBefore, NotAfter);
        return new(certificate.RawData, key);
    }
}

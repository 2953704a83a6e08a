using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.WebRtc.Dtls;

/// <summary>
/// A certificate and its private key, by which this end is known. The other end learns the fingerprint by signalling
/// and expects exactly this certificate (RFC 8827 section 6.5).
/// </summary>
internal sealed class DtlsCertificate : IDisposable
{
    private const int SerialNumberLength = 16;

    private readonly ECDsa? _ecdsa;
    private readonly RSA? _rsa;

    /// <param name="der">The certificate of that key.</param>
    public DtlsCertificate(byte[] der, ECDsa key)
        : this(der) => _ecdsa = key;

    /// <param name="der">The certificate of that key.</param>
    public DtlsCertificate(byte[] der, RSA key)
        : this(der) => _rsa = key;

    private DtlsCertificate(byte[] der)
    {
        Der = der;
        Fingerprint = CertificateFingerprint.Sha256Of(der);
    }

    public byte[] Der { get; }

    /// <summary>The sha-256 fingerprint, to be announced in SDP.</summary>
    public CertificateFingerprint Fingerprint { get; }

    public Authentication Authentication => _ecdsa is not null ? Authentication.Ecdsa : Authentication.Rsa;

    /// <summary>A fresh ECDSA P-256 key and a certificate that it signs itself.</summary>
    public static DtlsCertificate CreateSelfSigned(DateTimeOffset notBefore, DateTimeOffset notAfter, IEntropy entropy)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedName("CN=WebRTC");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var serialNumber = new byte[SerialNumberLength];
        entropy.Fill(serialNumber);
        // A serial number is positive (RFC 5280 section 4.1.2.2), and without a leading zero has one encoding only.
        serialNumber[0] = (byte)(serialNumber[0] & 0x7F | 0x40);
        using var certificate = request.Create(
            name, X509SignatureGenerator.CreateForECDsa(key), notBefore, notAfter, serialNumber);
        return new(certificate.RawData, key);
    }

    /// <summary>Signs with a scheme of this certificate's <see cref="Authentication"/>.</summary>
    public byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> data)
    {
        if (_ecdsa is not null) return _ecdsa.SignData(data, scheme.Hash, DSASignatureFormat.Rfc3279DerSequence);
        return _rsa?.SignData(data, scheme.Hash, scheme.RsaPadding) ?? [];
    }

    public void Dispose()
    {
        _ecdsa?.Dispose();
        _rsa?.Dispose();
    }
}

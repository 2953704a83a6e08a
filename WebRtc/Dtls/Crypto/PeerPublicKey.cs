using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RtcPeer.WebRtc.Dtls.Crypto;

/// <summary>
/// The public key of the other end's certificate. Nothing else in that certificate counts: it is self-signed, and what
/// vouches for it is the fingerprint that came by signalling (RFC 8827 section 6.5).
/// </summary>
internal sealed class PeerPublicKey : IDisposable
{
    /// <summary>What browsers of the RSA days generated, and the least that is taken.</summary>
    private const int MinRsaBits = 1024;

    /// <summary>Verification grows with the square of it: a bound on the work that a stranger can ask for.</summary>
    private const int MaxRsaBits = 8192;

    private readonly ECDsa? _ecdsa;
    private readonly RSA? _rsa;

    private PeerPublicKey(ECDsa? ecdsa, RSA? rsa)
    {
        _ecdsa = ecdsa;
        _rsa = rsa;
    }

    public Authentication Authentication => _ecdsa is not null ? Authentication.Ecdsa : Authentication.Rsa;

    /// <summary>Reads the key of a DER certificate; false if it has none of a kind that we can verify with.</summary>
    public static bool TryRead(ReadOnlySpan<byte> certificate, [NotNullWhen(true)] out PeerPublicKey? key)
    {
        key = null;
        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(certificate);
            if (parsed.GetECDsaPublicKey() is { } ecdsa)
            {
                key = new(ecdsa, null);
                return true;
            }
            if (parsed.GetRSAPublicKey() is not { } rsa) return false;
            if (rsa.KeySize is < MinRsaBits or > MaxRsaBits)
            {
                rsa.Dispose();
                return false;
            }
            key = new(null, rsa);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (scheme.Authentication != Authentication) return false;
        try
        {
            return _ecdsa is not null
                ? _ecdsa.VerifyData(data, signature, scheme.Hash, DSASignatureFormat.Rfc3279DerSequence)
                : _rsa is not null && _rsa.VerifyData(data, signature, scheme.Hash, scheme.RsaPadding);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _ecdsa?.Dispose();
        _rsa?.Dispose();
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.Peer.Tests.Dtls;

public class CertificateTests
{
    private const string Text =
        "sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF";

    [Test]
    public void A_fingerprint_is_written_as_it_was_read()
    {
        Assert.That(CertificateFingerprint.TryParse(Text, out var fingerprint), Is.True);
        Assert.That(fingerprint?.ToString(), Is.EqualTo(Text));
        Assert.That(fingerprint?.AlgorithmName, Is.EqualTo("sha-256"));
        Assert.That(fingerprint?.Hash[1], Is.EqualTo(0xAD));
    }

    [Test]
    public void A_fingerprint_is_read_in_either_case()
    {
        Assert.That(CertificateFingerprint.TryParse(Text, out var upper), Is.True);
        Assert.That(CertificateFingerprint.TryParse(Text.ToLowerInvariant(), out var lower), Is.True);
        Assert.That(CertificateFingerprint.TryParse("SHA-256" + Text[7..], out var shouted), Is.True);
        Assert.That(lower, Is.EqualTo(upper));
        Assert.That(shouted, Is.EqualTo(upper));
        Assert.That(lower?.GetHashCode(), Is.EqualTo(upper?.GetHashCode()));
    }

    [TestCase("sha-1", 20)]
    [TestCase("sha-256", 32)]
    [TestCase("sha-384", 48)]
    [TestCase("sha-512", 64)]
    public void Each_hash_function_has_its_length(string algorithm, int length)
    {
        var digits = string.Join(':', Enumerable.Repeat("0F", length));
        Assert.That(CertificateFingerprint.TryParse($"{algorithm} {digits}", out _), Is.True);
        Assert.That(CertificateFingerprint.TryParse($"{algorithm} {digits}:0F", out _), Is.False);
        Assert.That(CertificateFingerprint.TryParse($"{algorithm} {digits[3..]}", out _), Is.False);
        Assert.That(() => new CertificateFingerprint(algorithm, new byte[length - 1]), Throws.ArgumentException);
    }

    [TestCase("")]
    [TestCase("sha-256")]
    [TestCase("sha-256 ")]
    [TestCase("md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF")]
    [TestCase("sha-1 00-11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33")]
    [TestCase("sha-1 0G:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33")]
    public void Malformed_and_unknown_fingerprints_are_refused(string text) =>
        Assert.That(CertificateFingerprint.TryParse(text, out _), Is.False);

    [Test]
    public void A_fingerprint_cut_short_anywhere_is_refused()
    {
        for (var length = 0; length < Text.Length; length++)
        {
            Assert.That(CertificateFingerprint.TryParse(Text.AsSpan(0, length), out _), Is.False);
        }
    }

    [Test]
    public void A_fingerprint_matches_its_certificate_alone()
    {
        Assert.That(Certificates.Alice.Fingerprint.Matches(Certificates.Alice.Der), Is.True);
        Assert.That(Certificates.Alice.Fingerprint.Matches(Certificates.Bob.Der), Is.False);
        Assert.That(CertificateFingerprint.AnyMatches([], Certificates.Bob.Der), Is.False);
    }

    [Test]
    public void A_made_certificate_is_a_P256_one_that_signs_itself_for_the_time_asked()
    {
        var notBefore = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        using var made = DtlsCertificate.CreateSelfSigned(notBefore, notBefore.AddDays(30), new SeededEntropy(4));
        using var parsed = X509CertificateLoader.LoadCertificate(made.Der);
        using var key = parsed.GetECDsaPublicKey();

        Assert.That(parsed.Subject, Is.EqualTo(parsed.Issuer));
        Assert.That(parsed.NotBefore.ToUniversalTime(), Is.EqualTo(notBefore.UtcDateTime));
        Assert.That(parsed.NotAfter.ToUniversalTime(), Is.EqualTo(notBefore.AddDays(30).UtcDateTime));
        Assert.That(key?.KeySize, Is.EqualTo(256));
        Assert.That(made.Fingerprint, Is.EqualTo(new CertificateFingerprint("sha-256", SHA256.HashData(made.Der))));
        Assert.That(parsed.GetSerialNumberString(), Has.Length.EqualTo(32));
    }

    [Test]
    public void Each_kind_of_signature_is_verified_and_a_changed_one_refused()
    {
        byte[] data = [1, 2, 3];
        using var p384 = Certificates.CreateEcdsa(ECCurve.NamedCurves.nistP384);
        foreach (var certificate in new[] { Certificates.Alice, p384, Certificates.RsaAlice })
        {
            Assert.That(PeerPublicKey.TryRead(certificate.Der, out var key), Is.True);
            foreach (var scheme in SignatureSchemes.Supported)
            {
                if (scheme.Authentication != certificate.Authentication)
                {
                    Assert.That(key?.Verify(scheme, data, new byte[64]), Is.False);
                    continue;
                }
                var signature = certificate.Sign(scheme, data);
                Assert.That(key?.Verify(scheme, data, signature), Is.True, scheme.ToString());
                Assert.That(key?.Verify(scheme, [1, 2, 4], signature), Is.False, scheme.ToString());
                for (var length = 0; length < signature.Length; length++)
                {
                    Assert.That(key?.Verify(scheme, data, signature.AsSpan(0, length)), Is.False);
                }
            }
            key?.Dispose();
        }
    }

    [Test]
    public void What_is_no_certificate_has_no_key()
    {
        Assert.That(PeerPublicKey.TryRead([], out _), Is.False);
        Assert.That(PeerPublicKey.TryRead([1, 2, 3], out _), Is.False);
        var der = Certificates.Alice.Der;
        for (var length = 0; length < der.Length; length += 7)
        {
            Assert.That(PeerPublicKey.TryRead(der.AsSpan(0, length), out _), Is.False);
        }
    }

    [Test]
    public void Too_short_an_RSA_key_is_refused()
    {
        using var weak = Certificates.CreateRsa(512);
        Assert.That(PeerPublicKey.TryRead(weak.Der, out _), Is.False);
    }
}

using System.Security.Cryptography;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Crypto;

/// <summary>The kind of key that signs in a handshake.</summary>
internal enum Authentication
{
    Ecdsa,
    Rsa,
}

/// <summary>A suite of RFC 5289 or RFC 7905: ephemeral elliptic-curve agreement, a signature, and an AEAD.</summary>
internal sealed record CipherSuite(
    ushort Id, string Name, Authentication Authentication, PrfHash Hash, int KeyLength, int FixedIvLength)
{
    private const int Aes128 = 16;
    private const int Aes256 = 32;
    private const int ChaCha20 = 32;

    public static readonly CipherSuite EcdheEcdsaAes128Gcm = new(
        0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        Authentication.Ecdsa, PrfHash.Sha256, Aes128, AesGcmProtection.SaltLength);

    public static readonly CipherSuite EcdheRsaAes128Gcm = new(
        0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        Authentication.Rsa, PrfHash.Sha256, Aes128, AesGcmProtection.SaltLength);

    public static readonly CipherSuite EcdheEcdsaAes256Gcm = new(
        0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        Authentication.Ecdsa, PrfHash.Sha384, Aes256, AesGcmProtection.SaltLength);

    public static readonly CipherSuite EcdheRsaAes256Gcm = new(
        0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        Authentication.Rsa, PrfHash.Sha384, Aes256, AesGcmProtection.SaltLength);

    public static readonly CipherSuite EcdheEcdsaChaCha20 = new(
        0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        Authentication.Ecdsa, PrfHash.Sha256, ChaCha20, ChaCha20Poly1305Protection.IvLength);

    public static readonly CipherSuite EcdheRsaChaCha20 = new(
        0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        Authentication.Rsa, PrfHash.Sha256, ChaCha20, ChaCha20Poly1305Protection.IvLength);

    /// <summary>What this machine can do, the best liked first.</summary>
    public static IReadOnlyList<CipherSuite> Supported { get; } = ListSupported();

    public RecordProtection Protect(ReadOnlySpan<byte> key, ReadOnlySpan<byte> fixedIv) =>
        FixedIvLength == AesGcmProtection.SaltLength
            ? new AesGcmProtection(key, fixedIv)
            : new ChaCha20Poly1305Protection(key, fixedIv);

    public override string ToString() => Name;

    private static List<CipherSuite> ListSupported()
    {
        List<CipherSuite> suites = [];
        if (AesGcm.IsSupported)
        {
            suites.AddRange([EcdheEcdsaAes128Gcm, EcdheRsaAes128Gcm, EcdheEcdsaAes256Gcm, EcdheRsaAes256Gcm]);
        }
        if (ChaCha20Poly1305.IsSupported) suites.AddRange([EcdheEcdsaChaCha20, EcdheRsaChaCha20]);
        return suites;
    }
}

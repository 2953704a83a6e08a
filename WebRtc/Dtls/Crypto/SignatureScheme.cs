using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls.Crypto;

/// <summary>
/// How a handshake message is signed: the two bytes of TLS 1.2 (RFC 5246 section 7.4.1.4.1) under the names of RFC 8446
/// section 4.2.3, whose PSS schemes also serve TLS 1.2. SHA-1 is missing on purpose.
/// </summary>
internal enum SignatureScheme : ushort
{
    RsaPkcs1Sha256 = 0x0401,
    RsaPkcs1Sha384 = 0x0501,
    RsaPkcs1Sha512 = 0x0601,
    EcdsaSha256 = 0x0403,
    EcdsaSha384 = 0x0503,
    EcdsaSha512 = 0x0603,
    RsaPssSha256 = 0x0804,
    RsaPssSha384 = 0x0805,
    RsaPssSha512 = 0x0806,
}

internal static class SignatureSchemes
{
    /// <summary>What we sign and verify, the best liked first.</summary>
    public static IReadOnlyList<SignatureScheme> Supported { get; } =
    [
        SignatureScheme.EcdsaSha256, SignatureScheme.RsaPssSha256, SignatureScheme.RsaPkcs1Sha256,
        SignatureScheme.EcdsaSha384, SignatureScheme.RsaPssSha384, SignatureScheme.RsaPkcs1Sha384,
        SignatureScheme.EcdsaSha512, SignatureScheme.RsaPssSha512, SignatureScheme.RsaPkcs1Sha512,
    ];

    extension(SignatureScheme scheme)
    {
        public Authentication Authentication =>
            scheme is SignatureScheme.EcdsaSha256 or SignatureScheme.EcdsaSha384 or SignatureScheme.EcdsaSha512
                ? Authentication.Ecdsa
                : Authentication.Rsa;

        public HashAlgorithmName Hash => scheme switch
        {
            SignatureScheme.EcdsaSha384 or SignatureScheme.RsaPssSha384 or SignatureScheme.RsaPkcs1Sha384 =>
                HashAlgorithmName.SHA384,
            SignatureScheme.EcdsaSha512 or SignatureScheme.RsaPssSha512 or SignatureScheme.RsaPkcs1Sha512 =>
                HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };

        public RSASignaturePadding RsaPadding =>
            scheme is SignatureScheme.RsaPssSha256 or SignatureScheme.RsaPssSha384 or SignatureScheme.RsaPssSha512
                ? RSASignaturePadding.Pss
                : RSASignaturePadding.Pkcs1;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls;

/// <summary>
/// The hash of a DER certificate, in the form of SDP's <c>a=fingerprint</c> (RFC 8122 section 5):
/// <c>sha-256 AB:CD:...</c>.
/// </summary>
internal sealed class CertificateFingerprint : IEquatable<CertificateFingerprint>
{
    /// <summary>The hash functions that we know, the strongest first.</summary>
    private static readonly Algorithm[] KnownAlgorithms =
    [
        new("sha-512", SHA512.HashSizeInBytes, SHA512.HashData),
        new("sha-384", SHA384.HashSizeInBytes, SHA384.HashData),
        new("sha-256", SHA256.HashSizeInBytes, SHA256.HashData),
        new("sha-1", SHA1.HashSizeInBytes, Sha1),
    ];

    private readonly Algorithm _algorithm;
    private readonly byte[] _hash;

    /// <exception cref="ArgumentException">The algorithm is unknown, or the hash has not its length.</exception>
    public CertificateFingerprint(string algorithm, byte[] hash)
        : this(
            Find(algorithm) ?? throw new ArgumentException($"Unknown hash function {algorithm}.", nameof(algorithm)),
            hash)
    {
        if (hash.Length != _algorithm.HashLength)
        {
            throw new ArgumentException($"A {algorithm} hash has {_algorithm.HashLength} bytes.", nameof(hash));
        }
    }

    private CertificateFingerprint(Algorithm algorithm, byte[] hash)
    {
        _algorithm = algorithm;
        _hash = hash;
    }

    private delegate byte[] HashData(ReadOnlySpan<byte> source);

    /// <summary>The name of the hash function, in lower case.</summary>
    public string AlgorithmName => _algorithm.Name;

    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>The sha-256 fingerprint of a certificate, the one that everybody knows.</summary>
    public static CertificateFingerprint Sha256Of(ReadOnlySpan<byte> certificate) =>
        new("sha-256", SHA256.HashData(certificate));

    /// <summary>
    /// Reads the value of <c>a=fingerprint</c>; false if it is malformed or the hash function is unknown.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out CertificateFingerprint? fingerprint)
    {
        fingerprint = null;
        text = text.Trim(' ');
        var space = text.IndexOf(' ');
        if (space < 0 || Find(text[..space]) is not { } algorithm) return false;

        var digits = text[(space + 1)..].TrimStart(' ');
        if (digits.Length != algorithm.HashLength * 3 - 1) return false;
        var hash = new byte[algorithm.HashLength];
        for (var i = 0; i < hash.Length; i++)
        {
            if (i > 0 && digits[i * 3 - 1] != ':') return false;
            var (high, low) = (digits[i * 3], digits[i * 3 + 1]);
            if (!char.IsAsciiHexDigit(high) || !char.IsAsciiHexDigit(low)) return false;
            hash[i] = (byte)(HexValue(high) << 4 | HexValue(low));
        }
        fingerprint = new(algorithm, hash);
        return true;
    }

    /// <summary>
    /// Whether the certificate is one of those announced. Of several hash functions only the strongest counts, so that
    /// a forged weaker hash beside a true strong one gains nothing (RFC 8122 section 5.1).
    /// </summary>
    public static bool AnyMatches(IReadOnlyList<CertificateFingerprint> announced, ReadOnlySpan<byte> certificate)
    {
        foreach (var algorithm in KnownAlgorithms)
        {
            var isAnnounced = false;
            foreach (var fingerprint in announced)
            {
                if (fingerprint._algorithm != algorithm) continue;
                isAnnounced = true;
                if (fingerprint.Matches(certificate)) return true;
            }
            if (isAnnounced) return false;
        }
        return false;
    }

    /// <summary>Whether this is the hash of that certificate, compared in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> certificate) =>
        CryptographicOperations.FixedTimeEquals(_hash, _algorithm.HashData(certificate));

    public bool Equals(CertificateFingerprint? other) =>
        other is not null && _algorithm == other._algorithm
        && CryptographicOperations.FixedTimeEquals(_hash, other._hash);

    public override bool Equals(object? obj) => Equals(obj as CertificateFingerprint);

    public override int GetHashCode() => BitConverter.ToInt32(_hash);

    /// <summary>The value of <c>a=fingerprint</c>.</summary>
    public override string ToString() =>
        $"{AlgorithmName} {string.Join(':', Array.ConvertAll(_hash, part => part.ToString("X2", null)))}";

    private static Algorithm? Find(ReadOnlySpan<char> name)
    {
        foreach (var algorithm in KnownAlgorithms)
        {
            if (name.Equals(algorithm.Name, StringComparison.OrdinalIgnoreCase)) return algorithm;
        }
        return null;
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary>
    /// A second certificate of a given SHA-1 hash is still out of reach, and a peer that announces nothing better
    /// cannot be answered otherwise.
    /// </summary>
    private static byte[] Sha1(ReadOnlySpan<byte> source) => SHA1.HashData(source);

    private sealed record Algorithm(string Name, int HashLength, HashData HashData);
}

using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls.Crypto;

/// <summary>The pseudo-random function of TLS 1.2 (RFC 5246 section 5): P_hash(secret, label + seed).</summary>
internal static class Prf
{
    public static void Expand(
        PrfHash hash, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> seed, Span<byte> output)
    {
        // A(i) and the label and seed behind it, which is what the next A and the output are made of.
        var a = new byte[hash.Length + label.Length + seed.Length];
        var labelAndSeed = a.AsSpan(hash.Length);
        label.CopyTo(labelAndSeed);
        seed.CopyTo(labelAndSeed[label.Length..]);

        Span<byte> block = stackalloc byte[hash.Length];
        hash.Hmac(secret, labelAndSeed, block);
        while (!output.IsEmpty)
        {
            block.CopyTo(a);
            hash.Hmac(secret, a, block);
            var count = Math.Min(block.Length, output.Length);
            block[..count].CopyTo(output);
            output = output[count..];
            hash.Hmac(secret, a.AsSpan(0, hash.Length), block);
        }
        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(a);
    }
}

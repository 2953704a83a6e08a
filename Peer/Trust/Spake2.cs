using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using RtcPeer.Peer.Trust.Curve;

namespace RtcPeer.Peer.Trust;

/// <summary>
/// One end of SPAKE2 (RFC 9382, suite P256-SHA256-HKDF-HMAC): two who know the same secret come to the same key, and
/// whoever does not know it learns from a run no more than whether one guess was right.
/// </summary>
internal sealed class Spake2
{
    private const int KeyBytes = 16;

    private readonly bool _isA;
    private readonly Spake2Secret _secret;
    private readonly U256 _own;

    /// <param name="isA">Which of the two parties this is.</param>
    /// <param name="secret">The stretched secret.</param>
    /// <param name="own">A random scalar for this run alone: "x" or "y".</param>
    public Spake2(bool isA, Spake2Secret secret, in U256 own)
    {
        _isA = isA;
        _secret = secret;
        _own = own;
        Share = ((_own * P256.Generator) + secret.Mask(isA)).ToBytes();
    }

    /// <summary>What is sent to the other end: "pA" or "pB".</summary>
    public byte[] Share { get; }

    /// <summary>A scalar for one run.</summary>
    public static U256 RandomScalar()
    {
        Span<byte> seed = stackalloc byte[P256.ScalarSeedBytes];
        RandomNumberGenerator.Fill(seed);
        var scalar = P256.Order.Reduce(seed);
        CryptographicOperations.ZeroMemory(seed);
        return scalar;
    }

    /// <summary>Comes to the key, with the other end's share; false where that is none.</summary>
    /// <param name="share">The other end's share.</param>
    /// <param name="a">Who party A is.</param>
    /// <param name="b">Who party B is.</param>
    /// <param name="associated">What both must have in common besides the secret ("AAD" of section 4).</param>
    /// <param name="confirmations">What proves that both have the same key.</param>
    public bool TryFinish(
        ReadOnlySpan<byte> share, string a, string b, ReadOnlySpan<byte> associated, [NotNullWhen(true)] out Spake2Confirmations? confirmations)
    {
        confirmations = null;
        if (!P256Point.TryRead(share, out var other))
        {
            return false;
        }

        var common = _own * (other - _secret.Mask(!_isA));
        if (common.IsInfinity)
        {
            return false;
        }

        var transcript = Transcript(a, b, share, common);
        Span<byte> hash = stackalloc byte[2 * KeyBytes];
        SHA256.HashData(transcript, hash);
        Span<byte> confirming = stackalloc byte[2 * KeyBytes];
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256, hash[KeyBytes..], confirming, [], [.. "ConfirmationKeys"u8, .. associated]);
        var (ofA, ofB) = (HMACSHA256.HashData(confirming[..KeyBytes], transcript), HMACSHA256.HashData(confirming[KeyBytes..], transcript));
        confirmations = _isA ? new Spake2Confirmations(ofA, ofB) : new Spake2Confirmations(ofB, ofA);
        return true;
    }

    /// <summary>"TT" of section 3.3: each part behind its length, in 8 bytes with the lowest first.</summary>
    private byte[] Transcript(string a, string b, ReadOnlySpan<byte> share, in P256Point common)
    {
        var transcript = new MemoryStream();
        Add(transcript, Encoding.UTF8.GetBytes(a));
        Add(transcript, Encoding.UTF8.GetBytes(b));
        Add(transcript, _isA ? Share : share);
        Add(transcript, _isA ? share : Share);
        Add(transcript, common.ToBytes());
        Span<byte> secret = stackalloc byte[U256.Bytes];
        _secret.Scalar.Write(secret);
        Add(transcript, secret);
        return transcript.ToArray();
    }

    private static void Add(MemoryStream transcript, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, part.Length);
        transcript.Write(length);
        transcript.Write(part);
    }
}

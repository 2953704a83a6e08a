using System.Security.Cryptography;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Crypto;

/// <summary>
/// Everything that is derived from the shared secret (RFC 5246 sections 6.3, 7.4.9 and 8.1, RFC 7627).
/// </summary>
internal static class KeySchedule
{
    public const int MasterSecretLength = 48;
    public const int RandomLength = 32;
    public const int VerifyDataLength = 12;

    public static byte[] MasterSecret(
        PrfHash hash, ReadOnlySpan<byte> premaster, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom)
    {
        var master = new byte[MasterSecretLength];
        Prf.Expand(hash, premaster, "master secret"u8, [.. clientRandom, .. serverRandom], master);
        return master;
    }

    /// <summary>Binds the secret to the whole handshake instead of to the randoms alone (RFC 7627 section 4).</summary>
    public static byte[] ExtendedMasterSecret(
        PrfHash hash, ReadOnlySpan<byte> premaster, ReadOnlySpan<byte> sessionHash)
    {
        var master = new byte[MasterSecretLength];
        Prf.Expand(hash, premaster, "extended master secret"u8, sessionHash, master);
        return master;
    }

    /// <summary>What a Finished message proves that its sender knows.</summary>
    public static byte[] VerifyData(
        PrfHash hash, ReadOnlySpan<byte> master, bool ofClient, ReadOnlySpan<byte> transcript)
    {
        Span<byte> digest = stackalloc byte[hash.Length];
        hash.Hash(transcript, digest);
        var verifyData = new byte[VerifyDataLength];
        Prf.Expand(hash, master, ofClient ? "client finished"u8 : "server finished"u8, digest, verifyData);
        return verifyData;
    }

    /// <summary>The keys of the records that client and server write.</summary>
    public static (RecordProtection Client, RecordProtection Server) Expand(
        CipherSuite suite, ReadOnlySpan<byte> master, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom)
    {
        Span<byte> block = stackalloc byte[2 * (suite.KeyLength + suite.FixedIvLength)];
        Prf.Expand(suite.Hash, master, "key expansion"u8, [.. serverRandom, .. clientRandom], block);
        var keys = block[..(2 * suite.KeyLength)];
        var ivs = block[keys.Length..];
        var protections = (
            suite.Protect(keys[..suite.KeyLength], ivs[..suite.FixedIvLength]),
            suite.Protect(keys[suite.KeyLength..], ivs[suite.FixedIvLength..]));
        CryptographicOperations.ZeroMemory(block);
        return protections;
    }
}

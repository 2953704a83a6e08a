using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls.Crypto;

/// <summary>The hash of a suite: of its pseudo-random function and of its handshake transcript.</summary>
internal enum PrfHash
{
    Sha256,
    Sha384,
}

internal static class PrfHashExtensions
{
    extension(PrfHash hash)
    {
        /// <summary>The bytes of a digest.</summary>
        public int Length => hash == PrfHash.Sha256 ? SHA256.HashSizeInBytes : SHA384.HashSizeInBytes;

        public void Hash(ReadOnlySpan<byte> source, Span<byte> digest)
        {
            if (hash == PrfHash.Sha256) SHA256.HashData(source, digest);
            else SHA384.HashData(source, digest);
        }

        public void Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> source, Span<byte> digest)
        {
            if (hash == PrfHash.Sha256) HMACSHA256.HashData(key, source, digest);
            else HMACSHA384.HashData(key, source, digest);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>
/// The State Cookie of an INIT ACK (RFC 9260 section 5.1.3): everything needed to begin an association when it comes
/// back, so that an INIT leaves nothing behind. Sealed by an HMAC that only we can make.
/// </summary>
/// <param name="Created">When the INIT ACK was made.</param>
/// <param name="LocalTag">The tag that we gave ourselves in it.</param>
/// <param name="LocalTieTag">Our tag of the association that there was already, by which a restart is known; else 0.</param>
/// <param name="PeerTieTag">The other end's tag of that association, or 0.</param>
/// <param name="Peer">What the other end's INIT said.</param>
internal sealed record StateCookie(
    Instant Created, uint LocalTag, uint LocalTieTag, uint PeerTieTag, PeerParameters Peer)
{
    /// <summary>With its MAC, in bytes.</summary>
    public const int Size = BodySize + HMACSHA256.HashSizeInBytes;

    private const int BodySize = 37;

    public void Write(Span<byte> destination, ReadOnlySpan<byte> key)
    {
        var writer = new ByteWriter(destination);
        writer.WriteUInt64((ulong)Created.Ticks);
        writer.WriteUInt32(LocalTag);
        writer.WriteUInt32(LocalTieTag);
        writer.WriteUInt32(PeerTieTag);
        writer.WriteUInt32(Peer.Tag);
        writer.WriteUInt32(Peer.InitialTsn.Value);
        writer.WriteUInt32(Peer.ARwnd);
        writer.WriteUInt16(Peer.OutgoingStreams);
        writer.WriteUInt16(Peer.IncomingStreams);
        writer.WriteByte((byte)Peer.Features);
        HMACSHA256.HashData(key, destination[..BodySize], destination[BodySize..]);
    }

    /// <summary>Reads a cookie that we made; any other is refused in constant time.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> key, [NotNullWhen(true)] out StateCookie? result)
    {
        result = null;
        if (cookie.Length != Size) return false;
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, cookie[..BodySize], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, cookie[BodySize..])) return false;
        var reader = new ByteReader(cookie);
        if (!reader.TryReadUInt64(out var created) ||
            !reader.TryReadUInt32(out var localTag) ||
            !reader.TryReadUInt32(out var localTieTag) ||
            !reader.TryReadUInt32(out var peerTieTag) ||
            !TryReadPeer(ref reader, out var peer)) return false;
        result = new(new((long)created), localTag, localTieTag, peerTieTag, peer);
        return true;
    }

    private static bool TryReadPeer(ref ByteReader reader, [NotNullWhen(true)] out PeerParameters? peer)
    {
        peer = null;
        if (!reader.TryReadUInt32(out var tag) ||
            !reader.TryReadUInt32(out var initialTsn) ||
            !reader.TryReadUInt32(out var aRwnd) ||
            !reader.TryReadUInt16(out var outgoing) ||
            !reader.TryReadUInt16(out var incoming) ||
            !reader.TryReadByte(out var features)) return false;
        peer = new(tag, new(initialTsn), aRwnd, outgoing, incoming, (PeerFeatures)features);
        return true;
    }
}

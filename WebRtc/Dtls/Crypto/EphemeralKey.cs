using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls.Crypto;

/// <summary>
/// Our half of an ephemeral elliptic-curve agreement (RFC 8422 section 5.10), used for one handshake.
/// </summary>
internal sealed class EphemeralKey : IDisposable
{
    /// <summary>The first byte of a point that is written as both its coordinates, the only form of RFC 8422.</summary>
    private const byte Uncompressed = 4;

    private readonly ECDiffieHellman _key;

    public EphemeralKey(NamedGroup group)
    {
        Group = group;
        _key = ECDiffieHellman.Create(group.Curve);
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        PublicPoint = [Uncompressed, .. point.X!, .. point.Y!];
    }

    public NamedGroup Group { get; }

    public byte[] PublicPoint { get; }

    /// <summary>The shared secret with the other end's point; false if that is no point of the curve.</summary>
    public bool TryAgree(ReadOnlySpan<byte> peerPoint, out byte[] secret)
    {
        secret = [];
        var length = Group.CoordinateLength;
        if (peerPoint.Length != 1 + 2 * length || peerPoint[0] != Uncompressed) return false;
        var parameters = new ECParameters
        {
            Curve = Group.Curve,
            Q = new ECPoint { X = peerPoint.Slice(1, length).ToArray(), Y = peerPoint[(1 + length)..].ToArray() },
        };
        try
        {
            using var peer = ECDiffieHellman.Create(parameters);
            using var peerKey = peer.PublicKey;
            secret = _key.DeriveRawSecretAgreement(peerKey);
            return true;
        }
        catch (CryptographicException)
        {
            // The import is what proves that the point lies on the curve.
            return false;
        }
    }

    public void Dispose() => _key.Dispose();
}

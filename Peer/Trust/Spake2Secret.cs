using RtcPeer.Peer.Trust.Curve;

namespace RtcPeer.Peer.Trust;

/// <summary>The secret as SPAKE2 uses it, in as many runs as there are.</summary>
internal sealed class Spake2Secret
{
    /// <summary>M and N of RFC 9382 section 4, uncompressed: points of which nobody knows the logarithm.</summary>
    private static readonly P256Point M = P256Point.Parse(
        "04886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f"
        + "5ff355163e43ce224e0b0e65ff02ac8e5c7be09419c785e0ca547d55a12e2d20");

    private static readonly P256Point N = P256Point.Parse(
        "04d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49"
        + "07d60aa6bfade45008a636337f5168c64d9bd36034808cd564490b1e656edbe7");

    private readonly P256Point _ofA;
    private readonly P256Point _ofB;

    /// <param name="scalar">"w".</param>
    public Spake2Secret(in U256 scalar)
    {
        Scalar = scalar;
        _ofA = scalar * M;
        _ofB = scalar * N;
    }

    /// <summary>"w".</summary>
    public U256 Scalar { get; }

    /// <summary>What hides the share of a party: "w*M" or "w*N".</summary>
    public P256Point Mask(bool isA) => isA ? _ofA : _ofB;
}

namespace RtcPeer.Peer.Trust.Curve;

/// <summary>The numbers of the curve P-256, y^2 = x^3 - 3x + b (SEC 2 section 2.4.2).</summary>
internal static class P256
{
    /// <summary>The length of an encoded point.</summary>
    public const int PointBytes = 1 + (2 * U256.Bytes);

    /// <summary>Bytes of which a scalar is made, so that it is as good as evenly distributed.</summary>
    public const int ScalarSeedBytes = 40;

    /// <summary>Coordinates.</summary>
    public static Modulus Field { get; } =
        new(U256.Parse("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"));

    /// <summary>Scalars: the number of points, which is prime.</summary>
    public static Modulus Order { get; } =
        new(U256.Parse("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));

    /// <summary>In Montgomery's form.</summary>
    public static U256 B { get; } =
        Field.ToForm(U256.Parse("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"));

    public static P256Point Generator { get; } = P256Point.Parse(
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
}

namespace RtcPeer.Peer.Trust.Curve;

/// <summary>
/// A point of P-256, as (X : Y : Z) in Montgomery's form; where Z is 0 it is the point at infinity. One formula adds any
/// two points (Renes, Costello and Batina, "Complete addition formulas for prime order elliptic curves", algorithm 4), and
/// multiplication takes the same steps for any scalar: the time tells nothing of either.
/// </summary>
internal readonly struct P256Point
{
    private const byte Uncompressed = 4;

    /// <summary>How many bits of a scalar are dealt with at a time; a divisor of 64.</summary>
    private const int WindowBits = 4;

    private readonly U256 _x;
    private readonly U256 _y;
    private readonly U256 _z;

    private P256Point(in U256 x, in U256 y, in U256 z) => (_x, _y, _z) = (x, y, z);

    /// <summary>The neutral element.</summary>
    public static P256Point Infinity => new(default, P256.Field.One, default);

    public bool IsInfinity => _z.IsZero;

    /// <param name="hex">The uncompressed form (SEC 1 section 2.3.3).</param>
    public static P256Point Parse(string hex) =>
        TryRead(Convert.FromHexString(hex), out var point) ? point : throw new FormatException("No point of P-256.");

    /// <summary>
    /// Reads the uncompressed form; false where it is none of a point on the curve. Infinity has no such form, and there
    /// are no small subgroups: each point that is read is one to calculate with.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out P256Point point)
    {
        point = default;
        if (bytes.Length != P256.PointBytes || bytes[0] != Uncompressed)
        {
            return false;
        }

        var (x, y) = (U256.Read(bytes[1..]), U256.Read(bytes[(1 + U256.Bytes)..]));
        if (!P256.Field.Contains(x) || !P256.Field.Contains(y))
        {
            return false;
        }

        point = new P256Point(P256.Field.ToForm(x), P256.Field.ToForm(y), P256.Field.One);
        return point.IsOnCurve();
    }

    /// <summary>The uncompressed form.</summary>
    /// <exception cref="InvalidOperationException">Infinity has none.</exception>
    public byte[] ToBytes()
    {
        if (IsInfinity)
        {
            throw new InvalidOperationException("The point at infinity has no coordinates.");
        }

        var bytes = new byte[P256.PointBytes];
        bytes[0] = Uncompressed;
        var inverse = P256.Field.Invert(_z);
        P256.Field.FromForm(P256.Field.Multiply(_x, inverse)).Write(bytes.AsSpan(1));
        P256.Field.FromForm(P256.Field.Multiply(_y, inverse)).Write(bytes.AsSpan(1 + U256.Bytes));
        return bytes;
    }

    public static P256Point operator +(in P256Point one, in P256Point other)
    {
        var field = P256.Field;
        var xx = field.Multiply(one._x, other._x);
        var yy = field.Multiply(one._y, other._y);
        var zz = field.Multiply(one._z, other._z);
        var xy = Cross(one._x, one._y, other._x, other._y, xx, yy);
        var yz = Cross(one._y, one._z, other._y, other._z, yy, zz);
        var xz = Cross(one._x, one._z, other._x, other._z, xx, zz);
        var u = Triple(field.Subtract(xz, field.Multiply(P256.B, zz)));
        var zz3 = Triple(zz);
        var v = Triple(field.Subtract(field.Subtract(field.Multiply(P256.B, xz), zz3), xx));
        var w = field.Subtract(Triple(xx), zz3);
        var plus = field.Add(yy, u);
        var minus = field.Subtract(yy, u);
        return new P256Point(
            field.Subtract(field.Multiply(xy, plus), field.Multiply(yz, v)),
            field.Add(field.Multiply(plus, minus), field.Multiply(w, v)),
            field.Add(field.Multiply(yz, minus), field.Multiply(xy, w)));
    }

    public static P256Point operator -(in P256Point one, in P256Point other) =>
        one + new P256Point(other._x, P256.Field.Subtract(default, other._y), other._z);

    /// <param name="scalar">Any number of 256 bits.</param>
    /// <param name="point">Any point.</param>
    public static P256Point operator *(in U256 scalar, in P256Point point)
    {
        Span<P256Point> multiples = stackalloc P256Point[1 << WindowBits];
        multiples[0] = Infinity;
        for (var i = 1; i < multiples.Length; i++)
        {
            multiples[i] = multiples[i - 1] + point;
        }

        var sum = Infinity;
        for (var shift = 256 - WindowBits; shift >= 0; shift -= WindowBits)
        {
            for (var i = 0; i < WindowBits; i++)
            {
                sum += sum;
            }

            sum += Pick(multiples, scalar[shift / 64] >> (shift % 64) & ((1 << WindowBits) - 1));
        }

        return sum;
    }

    /// <summary>One of the points, after a look at each, so that nobody learns which from what is in the cache.</summary>
    private static P256Point Pick(ReadOnlySpan<P256Point> points, ulong index)
    {
        var picked = points[0];
        for (var i = 1; i < points.Length; i++)
        {
            // 1 where they are the same: only 0 has a borrow when 1 is taken from it.
            var isIt = ((index ^ (ulong)i) - 1) >> 63;
            picked = new P256Point(
                U256.Select(isIt, points[i]._x, picked._x),
                U256.Select(isIt, points[i]._y, picked._y),
                U256.Select(isIt, points[i]._z, picked._z));
        }

        return picked;
    }

    private bool IsOnCurve()
    {
        var field = P256.Field;
        var cube = field.Multiply(field.Multiply(_x, _x), _x);
        var right = field.Add(field.Subtract(cube, Triple(_x)), P256.B);
        return field.Subtract(field.Multiply(_y, _y), right).IsZero;
    }

    /// <summary>a1 * b2 + a2 * b1, from the products a1 * a2 and b1 * b2.</summary>
    private static U256 Cross(in U256 a1, in U256 b1, in U256 a2, in U256 b2, in U256 aa, in U256 bb) =>
        P256.Field.Subtract(
            P256.Field.Multiply(P256.Field.Add(a1, b1), P256.Field.Add(a2, b2)), P256.Field.Add(aa, bb));

    private static U256 Triple(in U256 number) => P256.Field.Add(P256.Field.Add(number, number), number);
}

using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using NUnit.Framework;
using RtcPeer.Peer.Trust.Curve;

namespace RtcPeer.Peer.Tests.Peer.Trust;

/// <summary>The arithmetic beside that of .NET: its big numbers, its keys and its Diffie-Hellman.</summary>
public class P256Tests
{
    private static readonly BigInteger Prime = Number("0ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger Order = Number("0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    [Test]
    public void Calculates_modulo_both_primes_as_big_numbers_do()
    {
        var random = new Random(1);
        foreach (var (modulus, prime) in new[] { (P256.Field, Prime), (P256.Order, Order) })
        {
            BigInteger[] edges = [0, 1, 2, prime - 1, prime - 2, (BigInteger.One << 224) - 1, BigInteger.One << 128, prime >> 1];
            var numbers = edges.Concat(Enumerable.Range(0, 40).Select(_ => Random(random, 40) % prime)).ToList();
            foreach (var (a, b) in numbers.Zip(numbers.Skip(1).Append(prime - 1)))
            {
                Assert.That(Back(modulus.Add(Limbs(a), Limbs(b))), Is.EqualTo((a + b) % prime));
                Assert.That(Back(modulus.Subtract(Limbs(a), Limbs(b))), Is.EqualTo((a - b + prime) % prime));
                Assert.That(
                    Back(modulus.FromForm(modulus.Multiply(modulus.ToForm(Limbs(a)), modulus.ToForm(Limbs(b))))),
                    Is.EqualTo(a * b % prime));
                Assert.That(
                    Back(modulus.FromForm(modulus.Invert(modulus.ToForm(Limbs(a))))), Is.EqualTo(BigInteger.ModPow(a, prime - 2, prime)));
            }
        }
    }

    [Test]
    public void Reduces_forty_bytes_as_big_numbers_do()
    {
        var random = new Random(2);
        var seeds = Enumerable.Range(0, 50).Select(_ => Bytes(random, 40)).Append(Enumerable.Repeat((byte)0xFF, 40).ToArray()).Append(new byte[40]);
        foreach (var seed in seeds)
        {
            Assert.That(Back(P256.Order.Reduce(seed)), Is.EqualTo(new BigInteger(seed, isUnsigned: true, isBigEndian: true) % Order));
        }
    }

    [Test]
    public void Multiplies_the_generator_as_keys_are_made()
    {
        for (var i = 0; i < 3; i++)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var parameters = key.ExportParameters(includePrivateParameters: true);

            Assert.That((U256.Read(parameters.D) * P256.Generator).ToBytes(), Is.EqualTo(Encoded(parameters.Q)));
        }
    }

    [Test]
    public void Multiplies_any_point_as_Diffie_Hellman_does()
    {
        for (var i = 0; i < 3; i++)
        {
            using var one = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            Assert.That(P256Point.TryRead(Encoded(other.ExportParameters(false).Q), out var point), Is.True);

            var product = U256.Read(one.ExportParameters(true).D) * point;

            Assert.That(product.ToBytes()[1..33], Is.EqualTo(one.DeriveRawSecretAgreement(other.PublicKey)));
        }
    }

    [Test]
    public void Adds_what_other_formulas_make_exceptions_of()
    {
        var g = P256.Generator;
        var infinity = P256Point.Infinity;

        Assert.That((g - g).IsInfinity, Is.True);
        Assert.That((g + infinity).ToBytes(), Is.EqualTo(g.ToBytes()));
        Assert.That((infinity + g).ToBytes(), Is.EqualTo(g.ToBytes()));
        Assert.That((infinity + infinity).IsInfinity, Is.True);
        Assert.That((g + g).ToBytes(), Is.EqualTo((Limbs(2) * g).ToBytes()));
        Assert.That((Limbs(0) * g).IsInfinity, Is.True);
        Assert.That((Limbs(Order) * g).IsInfinity, Is.True);
        Assert.That((Limbs(Order - 1) * g).ToBytes(), Is.EqualTo((infinity - g).ToBytes()));
        Assert.That(() => infinity.ToBytes(), Throws.InvalidOperationException);
    }

    private static byte[] Encoded(ECPoint point) => [4, .. point.X!, .. point.Y!];

    private static BigInteger Number(string hex) => BigInteger.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static BigInteger Random(Random random, int count) => new(Bytes(random, count), isUnsigned: true);

    private static U256 Limbs(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        var padded = new byte[32];
        bytes.CopyTo(padded, 32 - bytes.Length);
        return U256.Read(padded);
    }

    private static BigInteger Back(U256 number)
    {
        var bytes = new byte[32];
        number.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }
}

namespace RtcPeer.Peer.Trust.Curve;

/// <summary>
/// Arithmetic modulo an odd number of 256 bits, on numbers below it. What takes part in <see cref="Multiply"/> is in
/// Montgomery's form, a * 2^256. No branch and no address depends on the numbers, so that the time tells nothing of them.
/// </summary>
internal sealed class Modulus
{
    private readonly U256 _modulus;
    private readonly U256 _toForm;
    private readonly ulong _inverse;

    /// <param name="modulus">Greater than 2^255.</param>
    public Modulus(U256 modulus)
    {
        _modulus = modulus;

        // Newton's iteration doubles the number of right bits: -1/m modulo 2^64.
        var inverse = 1UL;
        for (var i = 0; i < 6; i++)
        {
            inverse *= 2 - (modulus[0] * inverse);
        }

        _inverse = 0 - inverse;

        // 2^256 modulo m, doubled 256 times.
        One = U256.Subtract(default, modulus, out _);
        _toForm = One;
        for (var i = 0; i < 256; i++)
        {
            _toForm = Add(_toForm, _toForm);
        }
    }

    /// <summary>1, in Montgomery's form.</summary>
    public U256 One { get; }

    /// <summary>Whether a number is below the modulus.</summary>
    public bool Contains(in U256 number)
    {
        U256.Subtract(number, _modulus, out var borrow);
        return borrow == 1;
    }

    public U256 ToForm(in U256 number) => Multiply(number, _toForm);

    public U256 FromForm(in U256 number)
    {
        var one = default(U256);
        one[0] = 1;
        return Multiply(number, one);
    }

    public U256 Add(in U256 a, in U256 b)
    {
        var sum = U256.Add(a, b, out var carry);
        return ReduceOnce(sum, carry);
    }

    public U256 Subtract(in U256 a, in U256 b)
    {
        var difference = U256.Subtract(a, b, out var borrow);
        return U256.Select(borrow, U256.Add(difference, _modulus, out _), difference);
    }

    /// <summary>a * b / 2^256 (Montgomery's multiplication, a limb of b at a time).</summary>
    public U256 Multiply(in U256 a, in U256 b)
    {
        ReadOnlySpan<ulong> x = a, modulus = _modulus;
        var sum = default(U256);
        Span<ulong> limbs = sum;
        ulong top = 0;
        foreach (var y in (ReadOnlySpan<ulong>)b)
        {
            ulong carry = 0;
            for (var j = 0; j < U256.Limbs; j++)
            {
                limbs[j] = MultiplyAdd(x[j], y, limbs[j], ref carry);
            }

            var high = AddCarry(top, carry, out top);
            var factor = limbs[0] * _inverse;
            carry = 0;
            MultiplyAdd(factor, modulus[0], limbs[0], ref carry);
            for (var j = 1; j < U256.Limbs; j++)
            {
                limbs[j - 1] = MultiplyAdd(factor, modulus[j], limbs[j], ref carry);
            }

            limbs[^1] = AddCarry(high, carry, out carry);
            top += carry;
        }

        return ReduceOnce(sum, top);
    }

    /// <summary>The inverse, both in Montgomery's form; of 0 it is 0. (Fermat: the power to m - 2, which is no secret.)</summary>
    public U256 Invert(in U256 number)
    {
        var two = default(U256);
        two[0] = 2;
        var exponent = U256.Subtract(_modulus, two, out _);
        var power = One;
        for (var i = 255; i >= 0; i--)
        {
            power = Multiply(power, power);
            if (exponent.Bit(i))
            {
                power = Multiply(power, number);
            }
        }

        return power;
    }

    /// <summary>What 40 bytes are modulo m (not in Montgomery's form): so many that the remainder of random ones is even.</summary>
    public U256 Reduce(ReadOnlySpan<byte> bigEndian)
    {
        var excess = bigEndian.Length - U256.Bytes;
        Span<byte> padded = stackalloc byte[U256.Bytes];
        bigEndian[..excess].CopyTo(padded[^excess..]);
        var high = ToForm(U256.Read(padded));
        padded.Clear();
        return Add(high, ReduceOnce(U256.Read(bigEndian[excess..]), 0));
    }

    /// <summary>Brings a number below 2m, with its bit 256 in <paramref name="carry"/>, below m.</summary>
    private U256 ReduceOnce(in U256 number, ulong carry)
    {
        var reduced = U256.Subtract(number, _modulus, out var borrow);
        return U256.Select(carry | (borrow ^ 1), reduced, number);
    }

    /// <summary>The low half of a * b + c + carry; the high half is the next carry.</summary>
    private static ulong MultiplyAdd(ulong a, ulong b, ulong c, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low = AddCarry(low, c, out var first);
        low = AddCarry(low, carry, out var second);
        carry = high + first + second;
        return low;
    }

    /// <summary>The sum, and the 1 or 0 that is carried out of it; without a comparison, which might become a branch.</summary>
    private static ulong AddCarry(ulong a, ulong b, out ulong carry)
    {
        var sum = a + b;
        carry = ((a & b) | ((a | b) & ~sum)) >> 63;
        return sum;
    }
}

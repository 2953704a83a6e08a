using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace RtcPeer.Peer.Trust.Curve;

/// <summary>A number of 256 bits, in four limbs of 64, the lowest first.</summary>
[InlineArray(Limbs)]
internal struct U256
{
    public const int Limbs = 4;
    public const int Bytes = 32;

    private ulong _lowest;

    /// <param name="hex">64 digits.</param>
    public static U256 Parse(string hex) => Read(Convert.FromHexString(hex));

    /// <param name="bigEndian">32 bytes.</param>
    public static U256 Read(ReadOnlySpan<byte> bigEndian)
    {
        var number = default(U256);
        for (var i = 0; i < Limbs; i++)
        {
            number[i] = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[(8 * (Limbs - 1 - i))..]);
        }

        return number;
    }

    /// <param name="bigEndian">Takes 32 bytes.</param>
    public readonly void Write(Span<byte> bigEndian)
    {
        for (var i = 0; i < Limbs; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bigEndian[(8 * (Limbs - 1 - i))..], this[i]);
        }
    }

    public readonly bool Bit(int index) => (this[index / 64] >> (index % 64) & 1) == 1;

    /// <summary>Whether all bits are zero.</summary>
    public readonly bool IsZero => (this[0] | this[1] | this[2] | this[3]) == 0;

    /// <summary>The difference, modulo 2^256, and whether something had to be borrowed for it (1 or 0).</summary>
    public static U256 Subtract(in U256 a, in U256 b, out ulong borrow)
    {
        var difference = default(U256);
        borrow = 0;
        for (var i = 0; i < Limbs; i++)
        {
            var limb = (UInt128)a[i] - b[i] - borrow;
            difference[i] = (ulong)limb;
            borrow = (ulong)(limb >> 64) & 1;
        }

        return difference;
    }

    /// <summary>The sum, modulo 2^256, and what is carried out of it (1 or 0).</summary>
    public static U256 Add(in U256 a, in U256 b, out ulong carry)
    {
        var sum = default(U256);
        carry = 0;
        for (var i = 0; i < Limbs; i++)
        {
            var limb = (UInt128)a[i] + b[i] + carry;
            sum[i] = (ulong)limb;
            carry = (ulong)(limb >> 64);
        }

        return sum;
    }

    /// <summary><paramref name="one"/> where the choice is 1, <paramref name="zero"/> where it is 0; without a branch.</summary>
    public static U256 Select(ulong choice, in U256 one, in U256 zero)
    {
        var mask = 0 - choice;
        var chosen = default(U256);
        for (var i = 0; i < Limbs; i++)
        {
            chosen[i] = (one[i] & mask) | (zero[i] & ~mask);
        }

        return chosen;
    }
}

using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Stun;

/// <summary>
/// The values of MAPPED-ADDRESS (RFC 8489 section 14.1) and XOR-MAPPED-ADDRESS (section 14.2), and of all attributes
/// that are defined by one of them.
/// </summary>
internal static class StunAddress
{
    /// <summary>The longest value, that of IPv6, in bytes.</summary>
    public const int MaxLength = HeaderLength + 16;

    private const int HeaderLength = 4;
    private const byte FamilyIPv4 = 1;
    private const byte FamilyIPv6 = 2;

    public static bool TryRead(ReadOnlySpan<byte> value, out TransportAddress address)
    {
        address = default;
        if (!HasAddress(value)) return false;
        address = TransportAddress.Create(value[HeaderLength..], BinaryPrimitives.ReadUInt16BigEndian(value[2..]));
        return true;
    }

    public static bool TryReadXor(ReadOnlySpan<byte> value, in StunTransactionId id, out TransportAddress address)
    {
        address = default;
        if (!HasAddress(value)) return false;
        Span<byte> plain = stackalloc byte[MaxLength];
        plain = plain[..value.Length];
        value.CopyTo(plain);
        Mask(plain, id);
        return TryRead(plain, out address);
    }

    /// <summary>Writes the value and returns its length.</summary>
    public static int Write(Span<byte> destination, TransportAddress address)
    {
        destination[0] = 0;
        destination[1] = address.IsIPv6 ? FamilyIPv6 : FamilyIPv4;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], address.Port);
        address.WriteAddress(destination[HeaderLength..]);
        return HeaderLength + address.AddressLength;
    }

    /// <summary>Writes the value and returns its length.</summary>
    public static int WriteXor(Span<byte> destination, TransportAddress address, in StunTransactionId id)
    {
        var length = Write(destination, address);
        Mask(destination[..length], id);
        return length;
    }

    private static bool HasAddress(ReadOnlySpan<byte> value) => value.Length switch
    {
        HeaderLength + 4 => value[1] == FamilyIPv4,
        HeaderLength + 16 => value[1] == FamilyIPv6,
        _ => false,
    };

    /// <summary>
    /// The port is masked by the cookie's upper half, the address by the cookie and the transaction id.
    /// </summary>
    private static void Mask(Span<byte> value, in StunTransactionId id)
    {
        Span<byte> mask = stackalloc byte[MaxLength];
        BinaryPrimitives.WriteUInt16BigEndian(mask, 0);
        BinaryPrimitives.WriteUInt16BigEndian(mask[2..], (ushort)(StunMessage.MagicCookie >> 16));
        BinaryPrimitives.WriteUInt32BigEndian(mask[HeaderLength..], StunMessage.MagicCookie);
        id.WriteTo(mask[(HeaderLength + sizeof(uint))..]);
        for (var i = 0; i < value.Length; i++) value[i] ^= mask[i];
    }
}

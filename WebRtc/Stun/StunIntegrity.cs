using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Stun;

/// <summary>
/// MESSAGE-INTEGRITY (RFC 8489 section 14.5) and MESSAGE-INTEGRITY-SHA256 (section 14.6): an HMAC over everything
/// before the attribute, with a length field that counts up to the attribute's end.
/// </summary>
internal static class StunIntegrity
{
    /// <summary>Bytes of an HMAC-SHA1.</summary>
    public const int Sha1Length = 20;

    /// <summary>Bytes of an untruncated HMAC-SHA256.</summary>
    public const int Sha256Length = 32;

    /// <summary>
    /// The longest message that is worth checking, in bytes. Authenticated messages carry no user data and fit a
    /// packet; a longer one is not ours, and would only make us hash it.
    /// </summary>
    private const int MaxLength = 2048;

    private const int AttributeHeaderLength = 4;
    private const int Sha256MinLength = 16;

    /// <summary>Whether the attribute at <paramref name="offset"/> of the message holds the HMAC of that key.</summary>
    public static bool Verify(ReadOnlySpan<byte> message, int offset, ReadOnlySpan<byte> key)
    {
        if (offset > MaxLength) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]);
        var type = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
        var isSha1 = type == StunAttributeType.MessageIntegrity;
        var isValidLength = isSha1
            ? length == Sha1Length
            : length is >= Sha256MinLength and <= Sha256Length && length % 4 == 0;
        if (!isValidLength) return false;

        Span<byte> scratch = stackalloc byte[MaxLength];
        scratch = scratch[..offset];
        message[..offset].CopyTo(scratch);
        Span<byte> mac = stackalloc byte[Sha256Length];
        Compute(scratch, length, isSha1, key, mac);
        var received = message.Slice(offset + AttributeHeaderLength, length);
        return CryptographicOperations.FixedTimeEquals(mac[..length], received);
    }

    /// <summary>
    /// Sets the length field of a message that ends before its integrity attribute, and writes the HMAC: 20 or 32
    /// bytes, of which <paramref name="length"/> will be sent.
    /// </summary>
    public static void Compute(Span<byte> message, int length, bool isSha1, ReadOnlySpan<byte> key, Span<byte> mac)
    {
        var end = message.Length + AttributeHeaderLength + length - StunMessage.HeaderLength;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)end);
        if (isSha1) HMACSHA1.HashData(key, message, mac);
        else HMACSHA256.HashData(key, message, mac);
    }
}

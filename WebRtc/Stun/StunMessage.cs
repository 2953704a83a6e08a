using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Stun;

/// <summary>
/// A STUN message (RFC 8489 section 5): a view over the received bytes, valid while that buffer is. Its header and the
/// bounds of each attribute have been checked; the values have not.
/// </summary>
internal readonly ref struct StunMessage
{
    public const int HeaderLength = 20;
    public const uint MagicCookie = 0x2112A442;

    private const int AttributeHeaderLength = 4;
    private const int FingerprintLength = 4;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly StunLayout _layout;

    private StunMessage(ReadOnlySpan<byte> bytes, StunLayout layout)
    {
        _bytes = bytes;
        _layout = layout;
        TransactionId = StunTransactionId.Read(bytes[8..]);
    }

    public StunTransactionId TransactionId { get; }

    public StunClass Class => (StunClass)(Type >> 7 & 2 | Type >> 4 & 1);

    public StunMethod Method => (StunMethod)(Type & 0xF | Type >> 1 & 0x70 | Type >> 2 & 0xF80);

    public bool HasIntegrity => _layout.Integrity != 0;

    public bool HasIntegritySha256 => _layout.IntegritySha256 != 0;

    public bool HasFingerprint => _layout.Fingerprint != 0;

    private int Type => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>
    /// Takes exactly one message: a datagram, or what <see cref="TryReadLength"/> has cut from a stream.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out StunMessage message)
    {
        message = default;
        if (!TryReadLength(bytes, out var length) || length != bytes.Length) return false;
        if (!StunLayout.TryRead(bytes, out var layout)) return false;
        message = new StunMessage(bytes, layout);
        return true;
    }

    /// <summary>
    /// The length of the message that begins here, header included, in bytes; false where none can begin.
    /// </summary>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < HeaderLength || bytes[0] > 0x3F) return false;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != MagicCookie) return false;
        length = HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return length % 4 == 0;
    }

    /// <summary>
    /// Whether the message was written by somebody who holds the key: MESSAGE-INTEGRITY-SHA256 decides where it is
    /// present, MESSAGE-INTEGRITY elsewhere (RFC 8489 section 9.1.3).
    /// </summary>
    public bool HasValidIntegrity(ReadOnlySpan<byte> key)
    {
        var offset = HasIntegritySha256 ? _layout.IntegritySha256 : _layout.Integrity;
        return offset != 0 && StunIntegrity.Verify(_bytes, offset, key);
    }

    public bool HasValidFingerprint()
    {
        var offset = _layout.Fingerprint;
        if (offset == 0 || offset != _bytes.Length - AttributeHeaderLength - FingerprintLength) return false;
        if (BinaryPrimitives.ReadUInt16BigEndian(_bytes[(offset + 2)..]) != FingerprintLength) return false;
        var received = BinaryPrimitives.ReadUInt32BigEndian(_bytes[(offset + AttributeHeaderLength)..]);
        return received == StunFingerprint.Compute(_bytes[..offset]);
    }

    /// <summary>
    /// The first attribute of that type. "With the exception of the FINGERPRINT and MESSAGE-INTEGRITY-SHA256
    /// attributes, agents MUST ignore all other attributes that follow MESSAGE-INTEGRITY" (RFC 8489 section 14.5), so
    /// what is found here is covered by the integrity, if there is one.
    /// </summary>
    public bool TryGet(StunAttributeType type, out ReadOnlySpan<byte> value) => TryGet(type, 0, out value);

    /// <summary>One of several attributes of that type, counted from 0.</summary>
    public bool TryGet(StunAttributeType type, int occurrence, out ReadOnlySpan<byte> value)
    {
        for (var offset = HeaderLength; offset < _layout.AttributesEnd;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(_bytes[(offset + 2)..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(_bytes[offset..]) == (ushort)type && occurrence-- == 0)
            {
                value = _bytes.Slice(offset + AttributeHeaderLength, length);
                return true;
            }
            offset += AttributeHeaderLength + StunLayout.Padded(length);
        }
        value = default;
        return false;
    }

    public bool Has(StunAttributeType type) => TryGet(type, out _);

    /// <summary>PRIORITY, LIFETIME and the like.</summary>
    public bool TryGetUInt32(StunAttributeType type, out uint value)
    {
        value = 0;
        if (!TryGet(type, out var bytes) || bytes.Length != sizeof(uint)) return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return true;
    }

    /// <summary>ICE-CONTROLLING, ICE-CONTROLLED, RESERVATION-TOKEN.</summary>
    public bool TryGetUInt64(StunAttributeType type, out ulong value)
    {
        value = 0;
        if (!TryGet(type, out var bytes) || bytes.Length != sizeof(ulong)) return false;
        value = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return true;
    }

    /// <summary>MAPPED-ADDRESS, ALTERNATE-SERVER.</summary>
    public bool TryGetAddress(StunAttributeType type, out TransportAddress address)
    {
        address = default;
        return TryGet(type, out var bytes) && StunAddress.TryRead(bytes, out address);
    }

    /// <summary>XOR-MAPPED-ADDRESS, XOR-PEER-ADDRESS, XOR-RELAYED-ADDRESS.</summary>
    public bool TryGetXorAddress(StunAttributeType type, out TransportAddress address) =>
        TryGetXorAddress(type, 0, out address);

    /// <summary>An allocation of both families has two relayed addresses (RFC 8656 section 7.3).</summary>
    public bool TryGetXorAddress(StunAttributeType type, int occurrence, out TransportAddress address)
    {
        address = default;
        return TryGet(type, occurrence, out var bytes) && StunAddress.TryReadXor(bytes, TransactionId, out address);
    }

    /// <summary>
    /// CHANNEL-NUMBER: the number in the first two bytes, two reserved ones behind it (RFC 8656 section 18.1).
    /// </summary>
    public bool TryGetChannelNumber(out ushort number)
    {
        number = 0;
        if (!TryGetUInt32(StunAttributeType.ChannelNumber, out var value)) return false;
        number = (ushort)(value >> 16);
        return true;
    }

    /// <summary>ERROR-CODE (RFC 8489 section 14.8). The reason is the other end's text, for people alone.</summary>
    public bool TryGetErrorCode(out StunErrorCode code, out ReadOnlySpan<byte> reason)
    {
        code = default;
        reason = default;
        if (!TryGet(StunAttributeType.ErrorCode, out var bytes) || bytes.Length < 4) return false;
        var hundreds = bytes[2] & 7;
        if (hundreds is < 3 or > 6 || bytes[3] > 99) return false;
        code = (StunErrorCode)(hundreds * 100 + bytes[3]);
        reason = bytes[4..];
        return true;
    }

    /// <summary>
    /// Lists the attributes that must be understood and are not, as many as fit: what a 420 answer names
    /// (RFC 8489 section 6.3.1). Returns how many were written.
    /// </summary>
    public int CopyUnknownRequired(Span<ushort> types)
    {
        var count = 0;
        for (var offset = HeaderLength; offset < _layout.AttributesEnd && count < types.Length;)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(_bytes[offset..]);
            if (type < 0x8000 && !Enum.IsDefined((StunAttributeType)type)) types[count++] = type;
            offset += AttributeHeaderLength
                + StunLayout.Padded(BinaryPrimitives.ReadUInt16BigEndian(_bytes[(offset + 2)..]));
        }
        return count;
    }
}

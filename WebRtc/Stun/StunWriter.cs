using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Stun;

/// <summary>
/// Writes a STUN message into a borrowed span, its length field right after each attribute. The attributes that protect
/// it come last: integrity, then fingerprint. Running over the span throws, as a bug of ours.
/// </summary>
internal ref struct StunWriter
{
    private const int AttributeHeaderLength = 4;
    private const int FingerprintLength = 4;

    private readonly Span<byte> _destination;
    private readonly StunTransactionId _transactionId;

    public StunWriter(Span<byte> destination, StunClass @class, StunMethod method, in StunTransactionId transactionId)
    {
        _destination = destination;
        _transactionId = transactionId;
        var m = (int)method;
        var c = (int)@class;
        var type = m & 0xF | (m & 0x70) << 1 | (m & 0xF80) << 2 | (c & 1) << 4 | (c & 2) << 7;
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], StunMessage.MagicCookie);
        transactionId.WriteTo(destination[8..]);
        Length = StunMessage.HeaderLength;
        WriteLength();
    }

    /// <summary>How many bytes have been written, header included.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _destination[..Length];

    public void Add(StunAttributeType type, scoped ReadOnlySpan<byte> value) => value.CopyTo(Take(type, value.Length));

    /// <summary>An attribute whose value stands in its place already, four bytes from here.</summary>
    public void AddInPlace(StunAttributeType type, int length) => Take(type, length);

    /// <summary>An attribute that says all by being there: USE-CANDIDATE, DONT-FRAGMENT.</summary>
    public void AddFlag(StunAttributeType type) => Take(type, 0);

    public void AddUInt32(StunAttributeType type, uint value) =>
        BinaryPrimitives.WriteUInt32BigEndian(Take(type, sizeof(uint)), value);

    public void AddUInt64(StunAttributeType type, ulong value) =>
        BinaryPrimitives.WriteUInt64BigEndian(Take(type, sizeof(ulong)), value);

    public void AddAddress(StunAttributeType type, TransportAddress address)
    {
        Span<byte> value = stackalloc byte[StunAddress.MaxLength];
        Add(type, value[..StunAddress.Write(value, address)]);
    }

    public void AddXorAddress(StunAttributeType type, TransportAddress address)
    {
        Span<byte> value = stackalloc byte[StunAddress.MaxLength];
        Add(type, value[..StunAddress.WriteXor(value, address, _transactionId)]);
    }

    public void AddChannelNumber(ushort number) => AddUInt32(StunAttributeType.ChannelNumber, (uint)number << 16);

    public void AddErrorCode(StunErrorCode code, scoped ReadOnlySpan<byte> reason)
    {
        var value = Take(StunAttributeType.ErrorCode, 4 + reason.Length);
        var (hundreds, rest) = Math.DivRem((int)code, 100);
        BinaryPrimitives.WriteUInt32BigEndian(value, (uint)(hundreds << 8 | rest));
        reason.CopyTo(value[4..]);
    }

    public void AddUnknownAttributes(scoped ReadOnlySpan<ushort> types)
    {
        var value = Take(StunAttributeType.UnknownAttributes, types.Length * sizeof(ushort));
        for (var i = 0; i < types.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(value[(i * 2)..], types[i]);
    }

    public void AddIntegrity(ReadOnlySpan<byte> key) =>
        AddIntegrity(StunAttributeType.MessageIntegrity, StunIntegrity.Sha1Length, key);

    public void AddIntegritySha256(ReadOnlySpan<byte> key) =>
        AddIntegrity(StunAttributeType.MessageIntegritySha256, StunIntegrity.Sha256Length, key);

    public void AddFingerprint()
    {
        var message = _destination[..Length];
        var value = Take(StunAttributeType.Fingerprint, FingerprintLength);
        BinaryPrimitives.WriteUInt32BigEndian(value, StunFingerprint.Compute(message));
    }

    private void AddIntegrity(StunAttributeType type, int length, ReadOnlySpan<byte> key)
    {
        Span<byte> mac = stackalloc byte[length];
        var isSha1 = type == StunAttributeType.MessageIntegrity;
        StunIntegrity.Compute(_destination[..Length], length, isSha1, key, mac);
        Add(type, mac);
    }

    /// <summary>Writes an attribute's header and padding, and hands out its value to be filled.</summary>
    private Span<byte> Take(StunAttributeType type, int length)
    {
        var padded = StunLayout.Padded(length);
        var attribute = _destination.Slice(Length, AttributeHeaderLength + padded);
        BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)length);
        attribute[(AttributeHeaderLength + length)..].Clear();
        Length += attribute.Length;
        WriteLength();
        return attribute.Slice(AttributeHeaderLength, length);
    }

    private readonly void WriteLength() =>
        BinaryPrimitives.WriteUInt16BigEndian(_destination[2..], (ushort)(Length - StunMessage.HeaderLength));
}

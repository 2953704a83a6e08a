using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>The header of a DTLS record (RFC 6347 section 4.1).</summary>
/// <param name="SequenceNumber">48 bits, counted anew in each epoch.</param>
/// <param name="Length">The bytes that follow the header: the fragment, protected or not.</param>
internal readonly record struct RecordHeader(
    ContentType Type, ushort Version, ushort Epoch, ulong SequenceNumber, int Length)
{
    /// <summary>The bytes of the header itself.</summary>
    public const int Size = 13;

    /// <summary>"The length MUST NOT exceed 2^14" (RFC 5246 section 6.2.1).</summary>
    public const int MaxPlaintextLength = 1 << 14;

    /// <summary>The largest sequence number; after it an epoch has no more records.</summary>
    public const ulong MaxSequenceNumber = (1UL << 48) - 1;

    /// <summary>Epoch and sequence number as the one 64-bit number that AEAD nonces are made of.</summary>
    public ulong EpochAndSequenceNumber => (ulong)Epoch << 48 | SequenceNumber;

    /// <summary>Reads a header whose fragment lies wholly within the datagram.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out RecordHeader header)
    {
        header = default;
        var reader = new ByteReader(datagram);
        if (!reader.TryReadByte(out var type) || !reader.TryReadUInt16(out var version)
            || !reader.TryReadUInt16(out var epoch) || !reader.TryReadUInt48(out var sequenceNumber)
            || !reader.TryReadUInt16(out var length) || length > reader.Remaining)
        {
            return false;
        }
        header = new((ContentType)type, version, epoch, sequenceNumber, length);
        return true;
    }

    public void Write(Span<byte> destination)
    {
        var writer = new ByteWriter(destination);
        writer.WriteByte((byte)Type);
        writer.WriteUInt16(Version);
        writer.WriteUInt64(EpochAndSequenceNumber);
        writer.WriteUInt16((ushort)Length);
    }
}

using System.Buffers.Binary;

namespace RtcPeer.WebRtc.Core;

/// <summary>
/// Writes network byte order into a borrowed span. The caller has made sure that it fits: running over throws, as a
/// bug of ours and never of the other end.
/// </summary>
internal ref struct ByteWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    public readonly int Free => _destination.Length - Length;

    /// <summary>What has been written, for lengths and checksums that are filled in afterwards.</summary>
    public readonly Span<byte> Written => _destination[..Length];

    public void WriteByte(byte value) => Take(1)[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(sizeof(ushort)), value);

    public void WriteUInt24(int value)
    {
        var bytes = Take(3);
        bytes[0] = (byte)(value >> 16);
        bytes[1] = (byte)(value >> 8);
        bytes[2] = (byte)value;
    }

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    public void WriteUInt48(ulong value)
    {
        var bytes = Take(6);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)value);
    }

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(sizeof(ulong)), value);

    public void WriteBytes(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void WriteZeros(int count) => Take(count).Clear();

    /// <summary>The next bytes, counted as written, for the caller to fill.</summary>
    public Span<byte> Take(int count)
    {
        var taken = _destination.Slice(Length, count);
        Length += count;
        return taken;
    }
}

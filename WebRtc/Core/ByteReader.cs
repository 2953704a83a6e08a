using System.Buffers.Binary;

namespace RtcPeer.WebRtc.Core;

/// <summary>Reads network byte order from a borrowed span. A read that does not fit returns false and consumes nothing.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>How many bytes have not been read yet.</summary>
    public readonly int Remaining => _rest.Length;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryReadByte(out byte value)
    {
        if (_rest.IsEmpty)
        {
            value = 0;
            return false;
        }
        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value)) return false;
        _rest = _rest[sizeof(ushort)..];
        return true;
    }

    public bool TryReadUInt24(out int value)
    {
        if (_rest.Length < 3)
        {
            value = 0;
            return false;
        }
        value = _rest[0] << 16 | _rest[1] << 8 | _rest[2];
        _rest = _rest[3..];
        return true;
    }

    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value)) return false;
        _rest = _rest[sizeof(uint)..];
        return true;
    }

    public bool TryReadUInt48(out ulong value)
    {
        if (_rest.Length < 6)
        {
            value = 0;
            return false;
        }
        value = (ulong)BinaryPrimitives.ReadUInt16BigEndian(_rest) << 32 | BinaryPrimitives.ReadUInt32BigEndian(_rest[2..]);
        _rest = _rest[6..];
        return true;
    }

    public bool TryReadUInt64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(_rest, out value)) return false;
        _rest = _rest[sizeof(ulong)..];
        return true;
    }

    public bool TryReadBytes(int count, out ReadOnlySpan<byte> bytes)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            bytes = default;
            return false;
        }
        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}

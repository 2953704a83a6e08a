using System.Buffers.Binary;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// Cuts the bytes of a TCP connection into datagrams, each of which stands behind its length in two bytes (RFC 4571
/// section 2, RFC 6544 section 3). The buffer grows with what is allowed, and never with what is announced.
/// </summary>
internal sealed class FrameSplitter
{
    public const int HeaderLength = sizeof(ushort);

    /// <summary>What is allowed at first, in bytes: a connectivity check is shorter.</summary>
    public const int SmallFrame = 2048;

    /// <summary>Several of the largest frames, so that one reading brings many.</summary>
    private const int FullCapacity = 128 * 1024;

    private byte[] _buffer = new byte[HeaderLength + SmallFrame];
    private int _start;
    private int _end;

    /// <summary>A longer frame was announced than is allowed; nothing behind it can be told apart.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Allows frames of any length.</summary>
    public bool AllowsAnyLength { get; set; }

    /// <summary>Where the next bytes are to be put. What was taken out is gone with this call.</summary>
    public Memory<byte> Free
    {
        get
        {
            var target = AllowsAnyLength && _buffer.Length < FullCapacity ? GC.AllocateUninitializedArray<byte>(FullCapacity) : _buffer;
            _buffer.AsSpan(_start.._end).CopyTo(target);
            _buffer = target;
            _end -= _start;
            _start = 0;
            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>So many bytes have been put where <see cref="Free"/> was.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>The next whole frame. It is valid until <see cref="Free"/> is asked for.</summary>
    public bool TryTake(out Span<byte> frame)
    {
        frame = default;
        var rest = _buffer.AsSpan(_start.._end);
        if (IsBroken || !BinaryPrimitives.TryReadUInt16BigEndian(rest, out var length)) return false;
        IsBroken = length > SmallFrame && !AllowsAnyLength;
        if (IsBroken || rest.Length < HeaderLength + length) return false;
        frame = rest.Slice(HeaderLength, length);
        _start += HeaderLength + length;
        return true;
    }
}

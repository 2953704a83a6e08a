using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Turn;

/// <summary>
/// Cuts the bytes of a TCP or TLS connection to a TURN server into STUN messages and ChannelData (RFC 8656 section
/// 12.5), each of which says its own length. The buffer is bounded by the largest frame that a header can announce.
/// </summary>
internal sealed class StreamSplitter
{
    private const int Capacity = 128 * 1024;
    private const int SmallestHeader = ChannelData.HeaderLength;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity);
    private int _start;
    private int _end;

    /// <summary>The bytes cannot be those of a TURN server; nothing behind them can be told apart any more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where the next bytes are to be put. What was taken out is gone with this call.</summary>
    public Memory<byte> Free
    {
        get
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>So many bytes have been put where <see cref="Free"/> was.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>The next whole frame, without padding. It is valid until <see cref="Free"/> is asked for.</summary>
    public bool TryTake(out Span<byte> frame)
    {
        frame = default;
        var rest = _buffer.AsSpan(_start.._end);
        if (IsBroken || rest.Length < SmallestHeader) return false;
        int length, padded;
        if (rest[0] >> 6 == 1)
        {
            ChannelData.TryReadLength(rest, out var payload);
            length = ChannelData.HeaderLength + payload;
            padded = ChannelData.Padded(length);
        }
        else
        {
            if (rest.Length < StunMessage.HeaderLength) return false;
            if (!StunMessage.TryReadLength(rest, out length))
            {
                IsBroken = true;
                return false;
            }
            padded = length;
        }
        if (rest.Length < padded) return false;
        frame = rest[..length];
        _start += padded;
        return true;
    }
}

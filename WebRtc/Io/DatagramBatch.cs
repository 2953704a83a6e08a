using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Datagrams of one path and one size, written one behind the other so that a single system call can send them. Only
/// the last may be shorter, as Linux's UDP_SEGMENT wants it.
/// </summary>
internal sealed class DatagramBatch
{
    /// <summary>What UDP carries over IPv4, in bytes.</summary>
    private const int Capacity = 65_507;

    private const int MaxSegments = 64;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(2 * Capacity);
    private int _length;
    private int _count;
    private bool _isComplete;

    public TransportPath Path { get; private set; }

    /// <summary>The size of each datagram but the last, in bytes.</summary>
    public int SegmentSize { get; private set; }

    public bool IsEmpty => _count == 0;

    /// <summary>All datagrams of the batch.</summary>
    public ReadOnlySpan<byte> Datagrams => _buffer.AsSpan(0, _length);

    /// <summary>Where the next datagram is to be written before it is added.</summary>
    public Span<byte> Next => _buffer.AsSpan(_length, Capacity);

    /// <summary>Adds what was written to <see cref="Next"/>, or refuses it: the batch must be sent first.</summary>
    public bool TryAdd(int length, in TransportPath path)
    {
        if (IsEmpty)
        {
            Path = path;
            SegmentSize = length;
        }
        else if (_isComplete || length > SegmentSize || _count == MaxSegments || _length + length > Capacity || path != Path)
        {
            return false;
        }
        _isComplete = length < SegmentSize;
        _length += length;
        _count++;
        return true;
    }

    /// <summary>Begins anew with the datagram that was refused.</summary>
    public void RestartWith(int length, in TransportPath path)
    {
        var refused = _buffer.AsSpan(_length, length);
        Clear();
        refused.CopyTo(_buffer);
        TryAdd(length, path);
    }

    public void Clear()
    {
        _length = 0;
        _count = 0;
        _isComplete = false;
    }
}

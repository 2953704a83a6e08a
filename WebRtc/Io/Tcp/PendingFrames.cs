using System.Buffers.Binary;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.WebRtc.Io.Tcp;

/// <summary>Frames that wait to be written to a connection, while those before them are.</summary>
internal sealed class PendingFrames
{
    /// <summary>
    /// What may wait, in bytes: as much as the kernel keeps for a UDP port. More is lost, as a router with a full queue would
    /// lose it.
    /// </summary>
    private const int Capacity = 4 * 1024 * 1024;

    private const int FirstCapacity = 2048;

    private readonly Lock _lock = new();
    private byte[] _waiting = new byte[FirstCapacity];
    private byte[] _taken = [];
    private int _length;

    /// <summary>Frames datagrams that stand one behind the other, each but the last of that size; false where some wait already.</summary>
    public bool Add(ReadOnlySpan<byte> datagrams, int size)
    {
        lock (_lock)
        {
            var isFirst = _length == 0;
            while (!datagrams.IsEmpty)
            {
                var datagram = datagrams[..Math.Min(size, datagrams.Length)];
                datagrams = datagrams[datagram.Length..];
                var length = FrameSplitter.HeaderLength + datagram.Length;
                if (_length + length > Capacity) break;
                if (_length + length > _waiting.Length) Array.Resize(ref _waiting, Math.Min(Capacity, 4 * (_length + length)));
                BinaryPrimitives.WriteUInt16BigEndian(_waiting.AsSpan(_length), (ushort)datagram.Length);
                datagram.CopyTo(_waiting.AsSpan(_length + FrameSplitter.HeaderLength));
                _length += length;
            }
            return isFirst && _length > 0;
        }
    }

    /// <summary>All that waits; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        lock (_lock)
        {
            (_waiting, _taken) = (_taken, _waiting);
            var length = _length;
            _length = 0;
            return _taken.AsMemory(0, length);
        }
    }
}

using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>
/// The message whose fragments end at the cumulative TSN. There is one at most, because the fragments of a message have
/// adjacent TSNs; it grows in one buffer.
/// </summary>
internal sealed class HeadAssembly(BufferPool pool, ReceiveBudget budget)
{
    private const int FirstSize = 4096;

    private byte[]? _buffer;
    private Fragment _first;

    /// <summary>The first fragment has come, the last has not.</summary>
    public bool IsOpen => _buffer is not null;

    public int Length { get; private set; }

    public uint Ppid => _first.Ppid;

    public ushort Stream => _first.Stream;

    public ushort Ssn => _first.Ssn;

    public bool IsUnordered => (_first.Flags & DataFlags.Unordered) != 0;

    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, Length);

    /// <summary>
    /// Adds the fragment with the next TSN. One that begins a message, or is of another one, ends what was open: that
    /// message can never be completed. False when the fragment has no beginning.
    /// </summary>
    public bool Add(in Fragment fragment, ReadOnlySpan<byte> payload)
    {
        var begins = (fragment.Flags & DataFlags.Beginning) != 0;
        if (IsOpen && (begins || !_first.Belongs(fragment))) Close();
        if (!IsOpen && !begins) return false;
        if (!IsOpen) _first = fragment;
        EnsureRoom(Length + payload.Length);
        payload.CopyTo(_buffer.AsSpan(Length));
        Length += payload.Length;
        budget.Store(payload.Length);
        return true;
    }

    /// <summary>Forgets the message.</summary>
    public void Close()
    {
        if (_buffer is null) return;
        pool.Return(_buffer);
        _buffer = null;
        budget.Release(Length);
        Length = 0;
    }

    private void EnsureRoom(int size)
    {
        if (_buffer is not null && size <= _buffer.Length) return;
        var larger = pool.Rent(Math.Max(size, _buffer is null ? FirstSize : _buffer.Length * 2));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, Length).CopyTo(larger);
            pool.Return(_buffer);
        }
        _buffer = larger;
    }
}

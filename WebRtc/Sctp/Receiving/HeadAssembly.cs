using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>
/// The message whose fragments end at the cumulative TSN. There is one at most, because the fragments of a message have
/// adjacent TSNs.
/// </summary>
internal sealed class HeadAssembly(BufferPool pool, ReceiveBudget budget)
{
    private readonly MessageBuffer _buffer = new(pool, firstSize: 4096);
    private Fragment _first;

    /// <summary>The first fragment has come, the last has not.</summary>
    public bool IsOpen => Length > 0;

    public int Length => _buffer.Length;

    /// <summary>What it is a part of.</summary>
    public ref readonly Fragment First => ref _first;

    public ReadOnlySpan<byte> Payload => _buffer.Payload;

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
        _buffer.Append(payload);
        budget.Store(payload.Length);
        return true;
    }

    /// <summary>Forgets the message.</summary>
    public void Close()
    {
        if (!IsOpen) return;
        budget.Release(Length);
        _buffer.Clear();
    }
}

using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>The chunks that have TSNs and are not cumulatively acknowledged, indexed by TSN in one flat ring.</summary>
internal sealed class OutstandingRing(Tsn initial)
{
    /// <summary>Gap blocks can tell of no more.</summary>
    public const int MaxCount = ushort.MaxValue;

    private OutstandingChunk[] _slots = new OutstandingChunk[64];

    /// <summary>The first TSN that is outstanding, if any is.</summary>
    public Tsn First { get; private set; } = initial;

    /// <summary>The TSN that the next chunk gets.</summary>
    public Tsn Next { get; private set; } = initial;

    public int Count => Next - First;

    public bool IsFull => Count >= MaxCount;

    public ref OutstandingChunk this[Tsn tsn] => ref _slots[tsn.Value & (uint)(_slots.Length - 1)];

    public bool Contains(Tsn tsn) => tsn >= First && tsn < Next;

    /// <summary>Gives the chunk the next TSN.</summary>
    public Tsn Add(in OutstandingChunk chunk)
    {
        if (Count == _slots.Length) Grow();
        var tsn = Next;
        Next += 1;
        this[tsn] = chunk;
        return tsn;
    }

    public void RemoveFirst()
    {
        this[First] = default;
        First += 1;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new OutstandingChunk[old.Length * 2];
        for (var tsn = First; tsn < Next; tsn += 1) this[tsn] = old[tsn.Value & (uint)(old.Length - 1)];
    }
}

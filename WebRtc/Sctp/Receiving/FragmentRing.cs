using System.Numerics;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>
/// The fragments that lie behind a gap, indexed by TSN. Fragments of one message have adjacent TSNs, so each run of
/// them knows its two ends, and a message that is complete is found without a search.
/// </summary>
internal sealed class FragmentRing(BufferPool pool, ReceiveBudget budget)
{
    private Fragment[] _slots = new Fragment[64];

    public int Count { get; private set; }

    /// <summary>Copies a fragment in.</summary>
    /// <param name="data">Not a whole message, and of a TSN that is not in the ring.</param>
    /// <param name="cumulative">All in the ring is beyond it.</param>
    /// <param name="run">The adjacent fragments of the same message, this one among them.</param>
    /// <param name="runBytes">The bytes of the run.</param>
    /// <returns>The run is a whole message.</returns>
    public bool Add(in DataChunk data, Tsn cumulative, out TsnRange run, out int runBytes)
    {
        EnsureRoom(data.Tsn - cumulative);
        ref var slot = ref At(data.Tsn);
        slot = new()
        {
            Buffer = pool.Rent(data.Payload.Length),
            Length = data.Payload.Length,
            Ppid = data.Ppid,
            Tsn = data.Tsn,
            Stream = data.Stream,
            Mid = data.Mid,
            Flags = data.Flags,
        };
        data.Payload.CopyTo(slot.Buffer);
        budget.Store(slot.Length + ReceiveBudget.Overhead);
        Count++;
        run = Join(ref slot, out runBytes);
        return (At(run.First).Flags & DataFlags.Beginning) != 0 && (At(run.Last).Flags & DataFlags.End) != 0;
    }

    /// <summary>The fragment with that TSN, or a null reference to none: <see cref="Fragment.Buffer"/> is null then.</summary>
    public ref readonly Fragment Find(Tsn tsn)
    {
        ref var slot = ref At(tsn);
        return ref slot.Buffer is not null && slot.Tsn == tsn ? ref slot : ref NoFragment.Instance;
    }

    public void Remove(Tsn tsn)
    {
        ref var slot = ref At(tsn);
        if (slot.Buffer is null || slot.Tsn != tsn) return;
        budget.Release(slot.Length + ReceiveBudget.Overhead);
        pool.Return(slot.Buffer);
        slot = default;
        Count--;
    }

    /// <summary>Forgets all up to and including that TSN.</summary>
    public void RemoveThrough(Tsn tsn)
    {
        if (Count == 0) return;
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Buffer is not null && slot.Tsn <= tsn) Remove(slot.Tsn);
        }
    }

    private TsnRange Join(ref Fragment slot, out int runBytes)
    {
        var (first, last) = (slot.Tsn, slot.Tsn);
        runBytes = slot.Length;
        ref readonly var left = ref Find(slot.Tsn + -1);
        if (left.Buffer is not null && (slot.Flags & DataFlags.Beginning) == 0 &&
            (left.Flags & DataFlags.End) == 0 && left.Belongs(slot))
        {
            first = left.RunOther;
            runBytes += At(first).RunBytes;
        }
        ref readonly var right = ref Find(slot.Tsn + 1);
        if (right.Buffer is not null && (slot.Flags & DataFlags.End) == 0 &&
            (right.Flags & DataFlags.Beginning) == 0 && right.Belongs(slot))
        {
            last = right.RunOther;
            runBytes += right.RunBytes;
        }
        At(first).RunOther = last;
        At(first).RunBytes = runBytes;
        At(last).RunOther = first;
        return new(first, last);
    }

    private void EnsureRoom(int span)
    {
        if (span < _slots.Length) return;
        var old = _slots;
        _slots = new Fragment[BitOperations.RoundUpToPowerOf2((uint)span + 1)];
        foreach (ref var slot in old.AsSpan())
        {
            if (slot.Buffer is not null) At(slot.Tsn) = slot;
        }
    }

    private ref Fragment At(Tsn tsn) => ref _slots[tsn.Value & (uint)(_slots.Length - 1)];

    private static class NoFragment
    {
        public static readonly Fragment Instance;
    }
}

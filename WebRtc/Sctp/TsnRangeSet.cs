using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>
/// A set of TSNs as sorted, separate ranges in one flat array. What is already in it costs nothing to see again, which
/// matters because every SACK repeats its gap blocks.
/// </summary>
internal sealed class TsnRangeSet
{
    private TsnRange[] _ranges = new TsnRange[16];
    private int _start;
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Ascending, none touching the next.</summary>
    public ReadOnlySpan<TsnRange> Ranges => _ranges.AsSpan(_start, _count);

    /// <summary>Valid unless empty.</summary>
    public Tsn Highest => _ranges[_start + _count - 1].Last;

    public void Clear()
    {
        _start = 0;
        _count = 0;
    }

    public bool Contains(Tsn tsn)
    {
        var index = FirstEndingAtOrAfter(tsn);
        return index < _count && _ranges[_start + index].First <= tsn;
    }

    /// <summary>Adds one; false if it was there.</summary>
    public bool Add(Tsn tsn)
    {
        var from = tsn;
        return TryAddMissing(ref from, tsn, out _);
    }

    /// <summary>
    /// Adds the first part of [from, to] that is not in the set yet and moves <paramref name="from"/> behind it; false
    /// when there is none. Called until false, it adds the whole and tells what was new.
    /// </summary>
    public bool TryAddMissing(ref Tsn from, Tsn to, out TsnRange missing)
    {
        missing = default;
        var index = FirstEndingAtOrAfter(from);
        if (index < _count && _ranges[_start + index].First <= from)
        {
            from = _ranges[_start + index].Last + 1;
            index++;
        }
        if (from > to) return false;
        var last = index < _count && _ranges[_start + index].First <= to ? _ranges[_start + index].First + -1 : to;
        missing = new(from, last);
        Insert(index, missing);
        from = last + 1;
        return true;
    }

    /// <summary>Takes the first range out.</summary>
    public TsnRange RemoveFirst()
    {
        var first = _ranges[_start];
        _start++;
        if (--_count == 0) _start = 0;
        return first;
    }

    /// <summary>Forgets all up to and including that TSN.</summary>
    public void RemoveThrough(Tsn tsn)
    {
        while (_count > 0 && _ranges[_start].Last <= tsn) RemoveFirst();
        if (_count > 0 && _ranges[_start].First <= tsn) _ranges[_start] = _ranges[_start] with { First = tsn + 1 };
    }

    private int FirstEndingAtOrAfter(Tsn tsn)
    {
        // Most come at the end.
        if (_count == 0 || _ranges[_start + _count - 1].Last < tsn) return _count;
        var low = 0;
        var high = _count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[_start + middle].Last < tsn) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void Insert(int index, TsnRange range)
    {
        var joinsLeft = index > 0 && _ranges[_start + index - 1].Last + 1 == range.First;
        var joinsRight = index < _count && range.Last + 1 == _ranges[_start + index].First;
        if (joinsLeft && joinsRight)
        {
            _ranges[_start + index - 1] = new(_ranges[_start + index - 1].First, _ranges[_start + index].Last);
            _ranges.AsSpan(_start + index + 1, _count - index - 1).CopyTo(_ranges.AsSpan(_start + index));
            _count--;
        }
        else if (joinsLeft) _ranges[_start + index - 1] = _ranges[_start + index - 1] with { Last = range.Last };
        else if (joinsRight) _ranges[_start + index] = _ranges[_start + index] with { First = range.First };
        else InsertApart(index, range);
    }

    private void InsertApart(int index, TsnRange range)
    {
        if (_start + _count == _ranges.Length)
        {
            var target = _start >= _ranges.Length / 2 ? _ranges : new TsnRange[_ranges.Length * 2];
            Ranges.CopyTo(target);
            _ranges = target;
            _start = 0;
        }
        _ranges.AsSpan(_start + index, _count - index).CopyTo(_ranges.AsSpan(_start + index + 1));
        _ranges[_start + index] = range;
        _count++;
    }
}

using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>Which TSNs have been received: all up to one, ranges beyond it, and the duplicates to report.</summary>
internal sealed class TsnTracker(Tsn initial)
{
    /// <summary>How far ahead of the cumulative TSN data is taken, so that memory is bounded; a SACK can tell of no more.</summary>
    public const int MaxAhead = ushort.MaxValue;

    private const int MaxDuplicates = 16;

    private readonly TsnRangeSet _ahead = new();
    private readonly Tsn[] _duplicates = new Tsn[MaxDuplicates];
    private int _duplicateCount;

    /// <summary>The last TSN before the first gap.</summary>
    public Tsn Cumulative { get; private set; } = initial + -1;

    public bool HasGap => !_ahead.IsEmpty;

    public Tsn Highest => HasGap ? _ahead.Highest : Cumulative;

    public ReadOnlySpan<TsnRange> Gaps => _ahead.Ranges;

    public ReadOnlySpan<Tsn> Duplicates => _duplicates.AsSpan(0, _duplicateCount);

    public bool Has(Tsn tsn) => tsn <= Cumulative || _ahead.Contains(tsn);

    public void Add(Tsn tsn)
    {
        if (tsn - Cumulative != 1)
        {
            _ahead.Add(tsn);
            return;
        }
        Cumulative = tsn;
        Absorb();
    }

    public void AddDuplicate(Tsn tsn)
    {
        if (_duplicateCount < MaxDuplicates) _duplicates[_duplicateCount++] = tsn;
    }

    public void ClearDuplicates() => _duplicateCount = 0;

    /// <summary>All up to that one count as received (RFC 3758 section 3.6).</summary>
    public void Forward(Tsn newCumulative)
    {
        Cumulative = newCumulative;
        _ahead.RemoveThrough(newCumulative);
        Absorb();
    }

    private void Absorb()
    {
        if (HasGap && _ahead.Ranges[0].First - Cumulative == 1) Cumulative = _ahead.RemoveFirst().Last;
    }
}

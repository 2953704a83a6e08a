using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// When and what the controlling agent nominates (RFC 8445 section 8.1.1, regular nomination): at once if nothing
/// better can come, otherwise after a short wait. Where a better pair turns out to work later, as a direct one does after a
/// relayed one, that is nominated as well. RFC 8445 has one nomination only; but of several the best has counted since RFC
/// 5245 (section 8.1.1.2), and an end that stays with the first one is still heard there.
/// </summary>
internal sealed class Nominator(CheckList checkList, IceOptions options)
{
    private CandidatePair? _nominee;
    private Instant _patienceEndsAt = Instant.Never;

    /// <summary>When a choice is made at the latest.</summary>
    public Instant Deadline => FindBetter() is null ? Instant.Never : _patienceEndsAt;

    /// <summary>Queues the check that nominates, if it is time.</summary>
    /// <param name="allCandidatesKnown">Both ends have said that no more candidates will come.</param>
    /// <param name="now">The present.</param>
    public void TryNominate(bool allCandidatesKnown, Instant now)
    {
        if (FindBetter() is not { } best) return;
        if (_patienceEndsAt == Instant.Never) _patienceEndsAt = now + options.NominationPatience;

        var canBeBeaten = checkList.HasPendingAbove(best.Priority);
        var isBestKind = best.IsHostToHost || allCandidatesKnown;
        if (now < _patienceEndsAt && (canBeBeaten || !isBestKind)) return;
        _nominee = best;
        best.IsToBeNominated = true;
        checkList.Trigger(best);
    }

    /// <summary>The nominating check was not answered, or the role was lost: the choice is open again.</summary>
    public void Reset()
    {
        _nominee = null;
        _patienceEndsAt = Instant.Never;
    }

    /// <summary>The check of that pair was given up.</summary>
    public void OnGivenUp(CandidatePair pair)
    {
        if (pair == _nominee) Reset();
    }

    /// <summary>The best pair that works, if it is to be nominated still.</summary>
    private CandidatePair? FindBetter()
    {
        if (_nominee is { IsNominated: false } || checkList.BestValid is not { IsNominated: false } best) return null;
        return checkList.BestNominated is { } nominated && nominated.Priority >= best.Priority ? null : best;
    }
}

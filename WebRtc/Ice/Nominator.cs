using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// When and what the controlling agent nominates (RFC 8445 section 8.1.1, regular nomination): at once if nothing
/// better can come, otherwise after a short wait.
/// </summary>
internal sealed class Nominator(CheckList checkList, IceOptions options)
{
    private CandidatePair? _nominee;
    private Instant _patienceEndsAt = Instant.Never;

    /// <summary>When a choice is made at the latest.</summary>
    public Instant Deadline =>
        _nominee is null && !checkList.IsConcluded && checkList.BestValid is not null ? _patienceEndsAt : Instant.Never;

    /// <summary>Queues the check that nominates, if it is time.</summary>
    /// <param name="allCandidatesKnown">Both ends have said that no more candidates will come.</param>
    /// <param name="now">The present.</param>
    public void TryNominate(bool allCandidatesKnown, Instant now)
    {
        if (_nominee is not null || checkList.IsConcluded || checkList.BestValid is not { } best) return;
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
}

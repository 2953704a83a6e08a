using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// The pairs of a session, best first, and the order in which they are checked (RFC 8445 sections 6.1.2 and 6.1.4).
/// </summary>
internal sealed class CheckList(IceOptions options)
{
    private readonly List<CandidatePair> _pairs = [];
    private readonly List<CandidatePair> _triggered = [];
    private Instant _nextOrdinaryAt;

    public int Count => _pairs.Count;

    /// <summary>A pair has been nominated: only triggered checks go on (RFC 8445 section 8.1.2), and those of better pairs.</summary>
    public bool IsConcluded { get; private set; }

    /// <summary>Pairs above this are still worth a check.</summary>
    private ulong Bar => IsConcluded ? BestNominated?.Priority ?? 0 : 0;

    /// <summary>The valid pair of the highest priority.</summary>
    public CandidatePair? BestValid
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.IsValid) return pair;
            }
            return null;
        }
    }

    public CandidatePair? BestNominated
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.IsValid && pair.IsNominated) return pair;
            }
            return null;
        }
    }

    /// <summary>
    /// How many checks are going on or to come, which stretches their retransmission (RFC 8445 section 14.3).
    /// </summary>
    public int ActiveCount
    {
        get
        {
            var count = 0;
            foreach (var pair in _pairs)
            {
                if (pair.State is CandidatePairState.Waiting or CandidatePairState.InProgress) count++;
            }
            return count;
        }
    }

    /// <summary>Whether anything would come of it if the pair worked.</summary>
    public bool IsWorthChecking(CandidatePair pair) => pair.Priority > Bar;

    public CandidatePair? Find(in TransportPath path)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Path == path) return pair;
        }
        return null;
    }

    public CandidatePair? FindByCheck(in Stun.StunTransactionId id)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == CandidatePairState.InProgress && pair.Check.Id == id) return pair;
        }
        return null;
    }

    /// <summary>Whether a pair that may still become valid would be better than this one.</summary>
    public bool HasPendingAbove(ulong priority)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Priority <= priority) return false;
            if (pair.IsPending) return true;
        }
        return false;
    }

    /// <summary>Adds a pair; if there are too many, the least goes. False when that is the new one.</summary>
    public bool TryAdd(CandidatePair pair)
    {
        if (_pairs.Count >= options.MaxPairs && !TryMakeRoom(pair.Priority)) return false;
        if (HasActiveWithFoundationOf(pair) || pair.Priority <= Bar) pair.Freeze();
        else pair.Wait();
        Insert(pair);
        return true;
    }

    /// <summary>Removes the pairs with a candidate of the other end that is given up.</summary>
    public void RemoveRemote(Candidate remote)
    {
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_pairs[i].Remote, remote)) RemoveAt(i);
        }
    }

    /// <summary>
    /// Removes the pairs of a base that is gone. If the nominated one was among them, the others get another chance.
    /// </summary>
    public void RemoveLocal(TransportAddress baseAddress)
    {
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            if (_pairs[i].Path.Local == baseAddress) RemoveAt(i);
        }
        Reopen();
    }

    /// <summary>
    /// The connection of a pair is gone. Where we had opened it, it may be opened again; if the nominated pair was on it, the
    /// others get another chance.
    /// </summary>
    public void LoseConnection(CandidatePair pair)
    {
        _triggered.Remove(pair);
        if (pair.Local.TcpType == TcpCandidateType.Active) pair.LoseConnection();
        else _pairs.Remove(pair);
        Reopen();
    }

    public bool HasValidOrHeard(Candidate remote)
    {
        foreach (var pair in _pairs)
        {
            if (ReferenceEquals(pair.Remote, remote) && (pair.IsValid || pair.HasReceivedCheck)) return true;
        }
        return false;
    }

    /// <summary>A peer-reflexive candidate has been named by the other end: its pairs get their true rank.</summary>
    public void RenameRemote(Candidate old, Candidate named, IceRole role)
    {
        foreach (var pair in _pairs)
        {
            if (ReferenceEquals(pair.Remote, old)) pair.Rename(pair.Local, named, role);
        }
        Sort();
    }

    public void RenameLocal(CandidatePair pair, Candidate local, IceRole role)
    {
        pair.Rename(local, pair.Remote, role);
        Sort();
    }

    /// <summary>Recomputes all priorities after the role has changed (RFC 8445 section 7.3.1.1).</summary>
    public void Rank(IceRole role)
    {
        foreach (var pair in _pairs) pair.Rank(role);
        Sort();
    }

    /// <summary>Puts a pair into the triggered-check queue: it is checked next, and at once.</summary>
    public void Trigger(CandidatePair pair)
    {
        if (!_triggered.Contains(pair)) _triggered.Add(pair);
        if (!pair.IsValid) pair.Wait();
    }

    /// <summary>
    /// "The agent sets the states for all other Frozen candidate pairs [of] the same foundation to Waiting."
    /// </summary>
    public void Unfreeze(CandidatePair succeeded)
    {
        var bar = Bar;
        foreach (var pair in _pairs)
        {
            if (pair.Priority <= bar) return;
            if (pair.State == CandidatePairState.Frozen && pair.HasSameFoundation(succeeded)) pair.Wait();
        }
    }

    /// <summary>
    /// The pair whose check is to be sent now: triggered ones, then those to be sent again, then the best that waits,
    /// if the pace allows it. The caller begins a check on a pair that has none in progress.
    /// </summary>
    public bool TryTakeDue(Instant now, out CandidatePair pair)
    {
        if (_triggered.Count > 0)
        {
            pair = _triggered[0];
            _triggered.RemoveAt(0);
            pair.Wait();
            return true;
        }
        foreach (var candidate in _pairs)
        {
            pair = candidate;
            if (pair.IsCheckDue(now)) return true;
        }
        if (_nextOrdinaryAt <= now && FindOrdinary() is { } ordinary)
        {
            _nextOrdinaryAt = now + options.Pacing;
            pair = ordinary;
            return true;
        }
        pair = null!;
        return false;
    }

    /// <summary>
    /// Gives up a check that was never answered; call until false. The pair fails with it if there is another that
    /// works. As long as there is none it is tried again, for the agent as a whole gives up by its own timer, which
    /// is later (RFC 8863).
    /// </summary>
    public bool TryTakeTimedOut(Instant now, out CandidatePair pair)
    {
        foreach (var candidate in _pairs)
        {
            pair = candidate;
            if (!pair.IsCheckTimedOut(now)) continue;
            if (HasValidBeside(pair)) pair.Fail();
            else pair.Retry();
            // Those that it has held back are not to wait for it any longer.
            Unfreeze(pair);
            return true;
        }
        pair = null!;
        return false;
    }

    /// <summary>When a check is next to be sent or given up; <paramref name="atOnce"/> stands for now.</summary>
    public Instant GetDeadline(Instant atOnce)
    {
        if (_triggered.Count > 0) return atOnce;
        var deadline = FindOrdinary() is null ? Instant.Never : Instant.Later(_nextOrdinaryAt, atOnce);
        foreach (var pair in _pairs) deadline = Instant.Earlier(deadline, pair.Deadline);
        return deadline;
    }

    /// <summary>
    /// Stops what nomination has made pointless (RFC 8445 section 8.1.2). Checks of better pairs run on: they may be
    /// nominated later.
    /// </summary>
    public void Conclude(CandidatePair nominated)
    {
        IsConcluded = true;
        foreach (var pair in _pairs)
        {
            if (pair == nominated || pair.IsValid) continue;
            var runsOn = pair.Priority > nominated.Priority;
            if (pair.State == CandidatePairState.InProgress && !runsOn) pair.Fail();
            else if (pair.State == CandidatePairState.Waiting && !runsOn) pair.Freeze();
        }
        for (var i = _triggered.Count - 1; i >= 0; i--)
        {
            if (_triggered[i].State == CandidatePairState.Frozen) _triggered.RemoveAt(i);
        }
    }

    private void Reopen()
    {
        if (!IsConcluded || BestNominated is not null) return;
        IsConcluded = false;
        foreach (var pair in _pairs)
        {
            if (pair.State is CandidatePairState.Frozen or CandidatePairState.Failed) pair.Wait();
        }
    }

    private CandidatePair? FindOrdinary()
    {
        var bar = Bar;
        foreach (var pair in _pairs)
        {
            if (pair.Priority <= bar) break;
            if (pair.State == CandidatePairState.Waiting) return pair;
        }
        // RFC 8445 section 6.1.4.2: with nothing waiting, a frozen pair goes whose foundation nobody tries.
        foreach (var pair in _pairs)
        {
            if (pair.Priority <= bar) break;
            if (pair.State == CandidatePairState.Frozen && !HasActiveWithFoundationOf(pair)) return pair;
        }
        return null;
    }

    private bool HasActiveWithFoundationOf(CandidatePair other)
    {
        foreach (var pair in _pairs)
        {
            var isActive = pair.State is CandidatePairState.Waiting or CandidatePairState.InProgress;
            if (isActive && pair != other && pair.HasSameFoundation(other)) return true;
        }
        return false;
    }

    private bool HasValidBeside(CandidatePair other)
    {
        foreach (var pair in _pairs)
        {
            if (pair.IsValid && pair != other) return true;
        }
        return false;
    }

    private bool TryMakeRoom(ulong priority)
    {
        for (var i = _pairs.Count - 1; i >= 0 && _pairs[i].Priority < priority; i--)
        {
            if (_pairs[i].IsValid || _pairs[i].HasReceivedCheck) continue;
            RemoveAt(i);
            return true;
        }
        return false;
    }

    private void Insert(CandidatePair pair)
    {
        var index = _pairs.Count;
        while (index > 0 && _pairs[index - 1].Priority < pair.Priority) index--;
        _pairs.Insert(index, pair);
    }

    private void RemoveAt(int index)
    {
        _triggered.Remove(_pairs[index]);
        _pairs.RemoveAt(index);
    }

    private void Sort() => _pairs.Sort(static (left, right) => right.Priority.CompareTo(left.Priority));
}

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// Candidates that name credentials which no description has brought yet, as those of a restart do when they overtake it.
/// What is too much pushes out the oldest.
/// </summary>
internal sealed class EarlyCandidates(int capacity)
{
    private readonly List<(string Fragment, Candidate? Candidate)> _entries = [];

    /// <param name="fragment">That of the credentials.</param>
    /// <param name="candidate">Null for the end of candidates.</param>
    public void Add(string fragment, Candidate? candidate)
    {
        if (_entries.Count == capacity) _entries.RemoveAt(0);
        _entries.Add((fragment, candidate));
    }

    /// <summary>Hands out what belongs to the credentials that are now known, one by one, and forgets the others.</summary>
    public bool TryTake(string fragment, out Candidate? candidate)
    {
        while (_entries.Count > 0)
        {
            var (known, kept) = _entries[0];
            _entries.RemoveAt(0);
            candidate = kept;
            if (known == fragment) return true;
        }
        candidate = null;
        return false;
    }
}

using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>Candidates that came before the description they belong to, in order, for each sender; bounded.</summary>
internal sealed class PendingCandidates
{
    /// <summary>More than any peer with a few interfaces and servers has.</summary>
    public const int MaxPerSender = 64;

    public const int MaxSenders = 16;

    private readonly Dictionary<string, List<RtcIceCandidate>> _bySender = [];

    /// <summary>Keeps a candidate; false where there is no room for it.</summary>
    public bool TryKeep(string sender, RtcIceCandidate candidate)
    {
        if (!_bySender.TryGetValue(sender, out var kept))
        {
            if (_bySender.Count == MaxSenders)
            {
                return false;
            }

            _bySender.Add(sender, kept = []);
        }

        if (kept.Count == MaxPerSender)
        {
            return false;
        }

        kept.Add(candidate);
        return true;
    }

    /// <summary>The candidates of one sender, in the order they came in. Those of the others are forgotten with them.</summary>
    public IReadOnlyList<RtcIceCandidate> TakeOnly(string sender)
    {
        var kept = _bySender.GetValueOrDefault(sender);
        _bySender.Clear();
        return kept ?? [];
    }

    /// <summary>Gives those of a peer to its attempt, and forgets all others.</summary>
    public void MoveTo(Attempt attempt, string remote)
    {
        foreach (var candidate in TakeOnly(remote))
        {
            attempt.Add(candidate);
        }
    }
}

using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.WebRtc.Session;

/// <summary>
/// Candidates as signalling brings them. One that hides its address behind a name waits until the owner has found out
/// what it is, and the end of candidates waits for those before it; others do not.
/// </summary>
internal sealed class RemoteCandidates(IceAgent ice, bool asksForNames, Queue<SessionEvent> events)
{
    /// <summary>How many may wait; more are left aside.</summary>
    private const int MaxWaiting = 32;

    private readonly List<Waiting> _waiting = [];

    /// <summary>Hands a candidate on, or the end of candidates; says what is wrong with a malformed one.</summary>
    /// <param name="line">The candidate-attribute; empty for the end.</param>
    /// <param name="fragment">The credentials it belongs to, where that is known and the line need not say it.</param>
    public string? Add(ReadOnlySpan<char> line, string? fragment)
    {
        if (line.IsEmpty) End(fragment);
        else if (Candidate.TryParse(line, out var candidate, out var problem)) Add(candidate, fragment);
        else if (problem == CandidateProblem.Malformed) return "the candidate is malformed";
        else if (problem == CandidateProblem.UnresolvedName && asksForNames) Await(line, fragment);
        return null;
    }

    /// <summary>The other end has named all that belong to those credentials.</summary>
    public void End(string? fragment)
    {
        if (_waiting.Count == 0) ice.EndRemoteCandidates(fragment);
        else if (!_waiting.Exists(last => last.Name is null && last.Fragment == fragment)) _waiting.Add(new(null, "", fragment));
    }

    /// <summary>What has come of asking for a name: its address, whose port does not count, or null.</summary>
    public void Resolve(MdnsName name, TransportAddress? address)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].Name != name) continue;
            var (_, line, fragment) = _waiting[i];
            _waiting.RemoveAt(i--);
            if (address is { } host && Candidate.TryParse(line, host, out var candidate)) Add(candidate, fragment);
        }
        while (_waiting is [{ Name: null, Fragment: var ended }, ..])
        {
            _waiting.RemoveAt(0);
            ice.EndRemoteCandidates(ended);
        }
    }

    private void Add(Candidate candidate, string? fragment) =>
        ice.AddRemoteCandidate(candidate with { UsernameFragment = fragment ?? candidate.UsernameFragment });

    private void Await(ReadOnlySpan<char> line, string? fragment)
    {
        if (_waiting.Count >= MaxWaiting || !MdnsName.TryParse(Candidate.HostIn(line), out var name)) return;
        if (!_waiting.Exists(other => other.Name == name)) events.Enqueue(new SessionEvent.NameToResolve(name));
        _waiting.Add(new(name, line.ToString(), fragment));
    }

    /// <param name="Name">Null for the end of candidates.</param>
    /// <param name="Line">The candidate-attribute.</param>
    /// <param name="Fragment">The credentials it belongs to.</param>
    private readonly record struct Waiting(MdnsName? Name, string Line, string? Fragment);
}

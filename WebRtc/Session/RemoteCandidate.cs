using RtcPeer.WebRtc.Ice;

namespace RtcPeer.WebRtc.Session;

/// <summary>Candidates as signalling brings them.</summary>
internal static class RemoteCandidate
{
    /// <summary>Hands a candidate on, or the end of candidates; says what is wrong with a malformed one.</summary>
    public static string? AddTo(IceAgent ice, ReadOnlySpan<char> line, string? fragment)
    {
        if (line.IsEmpty)
        {
            ice.EndRemoteCandidates(fragment);
            return null;
        }
        if (Candidate.TryParse(line, out var candidate, out var reason))
        {
            ice.AddRemoteCandidate(candidate with { UsernameFragment = fragment ?? candidate.UsernameFragment });
            return null;
        }
        return reason == CandidateProblem.Malformed ? "the candidate is malformed" : null;
    }
}

using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>Says things in the room under our name.</summary>
internal sealed class Announcer(string uuid, PeerRole role, Action<SignallingMessage> send)
{
    /// <summary>That we are in no call; to one peer, that we are in none with it.</summary>
    public void Hello(string? to = null) => send(new SignallingMessage.Hello(uuid, to, role) { TakesRestarts = true });

    /// <summary>That we wait for another connection with that one.</summary>
    public void AskToRenew(string to) =>
        send(new SignallingMessage.Hello(uuid, to, role) { TakesRestarts = true, Renews = true });

    /// <summary>A description and the candidates that belong to it so far.</summary>
    public void Tell(RtcSessionDescription description, Attempt attempt, string? to, bool renews = false)
    {
        send(new SignallingMessage.Description(uuid, to, description, role) { TakesRestarts = true, Renews = renews });
        TellCandidates(attempt, to);
    }

    public void TellCandidates(Attempt attempt, string? to)
    {
        foreach (var candidate in attempt.Candidates)
        {
            TellCandidate(candidate, to);
        }
    }

    public void TellCandidate(RtcIceCandidate candidate, string? to) =>
        send(new SignallingMessage.Candidate(uuid, to, candidate));
}

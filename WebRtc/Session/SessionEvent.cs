using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.WebRtc.Session;

/// <summary>What happens to a session as a whole. The events of its channels come apart from these.</summary>
internal abstract record SessionEvent
{
    private SessionEvent()
    {
    }

    /// <summary>A candidate to be signalled to the other end.</summary>
    /// <param name="Line">The candidate-attribute; empty for the end of candidates.</param>
    /// <param name="Mid">The data section's name in the description.</param>
    /// <param name="MLineIndex">The data section's place in the description, from 0.</param>
    /// <param name="UsernameFragment">Ours.</param>
    internal sealed record LocalCandidate(string Line, string? Mid, int MLineIndex, string UsernameFragment) : SessionEvent;

    /// <summary>A candidate of the other end hides behind a name: <see cref="PeerSession.Resolve"/> is to tell what it stands for.</summary>
    internal sealed record NameToResolve(MdnsName Name) : SessionEvent;

    /// <summary>A STUN or TURN server has answered, or will not.</summary>
    internal sealed record ServerChanged(ServerEvent Server) : SessionEvent;

    internal sealed record StateChanged(SessionState State, SessionFailure? Failure) : SessionEvent;

    /// <summary>What is sent goes another way from now on, by <see cref="SessionStats.SelectedPair"/>.</summary>
    internal sealed record PathChanged : SessionEvent;

    /// <summary>An offer is to be made: an ICE restart is wanted, and nothing else is being negotiated.</summary>
    internal sealed record NegotiationNeeded : SessionEvent;

    /// <summary>A send was refused for want of room, and there is room again.</summary>
    internal sealed record SendBufferAvailable : SessionEvent;
}

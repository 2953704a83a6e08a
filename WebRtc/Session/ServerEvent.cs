using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Session;

/// <summary>What comes of asking STUN and TURN servers.</summary>
/// <param name="Link">Who was asked for what.</param>
internal abstract record ServerEvent(ServerLink Link)
{
    /// <summary>A candidate to signal.</summary>
    internal sealed record Found(ServerLink Link, Candidate Candidate) : ServerEvent(Link);

    /// <summary>The server has answered; what candidates there are have been found.</summary>
    internal sealed record Ready(ServerLink Link) : ServerEvent(Link);

    /// <summary>Another server is to be asked instead.</summary>
    internal sealed record Redirected(ServerLink Link, TransportAddress Server) : ServerEvent(Link);

    /// <summary>Nothing comes of it, or what came of it is no more.</summary>
    internal sealed record Ended(ServerLink Link, TurnFailure Failure) : ServerEvent(Link);
}

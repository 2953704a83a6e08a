using RtcPeer.Peer.Trust;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>A message that the relay carries between peers. The nested records are all there are.</summary>
/// <param name="Uuid">The sender's name for itself.</param>
/// <param name="To">The one peer that it is meant for; null for all in the room.</param>
internal abstract record SignallingMessage(string Uuid, string? To)
{
    /// <summary>Whether the sender has said, in a hello, that it takes a second offer that restarts ICE.</summary>
    public bool TakesRestarts { get; init; }

    /// <summary>Whether the sender has said, in a hello, that its conversations can be pipes.</summary>
    public bool TakesPipes { get; init; }

    /// <summary>What the sender wants to know of the other end before it talks, as a hello tells; null where it does not say.</summary>
    public TrustDemand? Demand { get; init; }

    /// <summary>
    /// Whether it is about taking up again a conversation whose connection is lost: an offer for a new connection, or the
    /// callee's word that it waits for one.
    /// </summary>
    public bool Renews { get; init; }

    /// <summary>
    /// An offer or an answer. It comes with a hello: with the part that the sender was started for. Only programs of this
    /// project say so: a sender without a role is another program, which may not survive what it does not expect, such as
    /// a second offer.
    /// </summary>
    internal sealed record Description(string Uuid, string? To, RtcSessionDescription Sdp, PeerRole? Role)
        : SignallingMessage(Uuid, To);

    /// <summary>An ICE candidate; an empty one ends them.</summary>
    internal sealed record Candidate(string Uuid, string? To, RtcIceCandidate Ice) : SignallingMessage(Uuid, To);

    /// <summary>
    /// The sender has joined the room and is in no call; or, to one peer, is in no call with that one. (It is told so when
    /// it answers an offer that somebody else has answered before.)
    /// </summary>
    internal sealed record Hello(string Uuid, string? To, PeerRole? Role) : SignallingMessage(Uuid, To);

    /// <summary>A step of finding out who is at the other end.</summary>
    internal sealed record Trust(string Uuid, string? To, TrustStep Step) : SignallingMessage(Uuid, To);
}

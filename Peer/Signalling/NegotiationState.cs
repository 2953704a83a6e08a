using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>How far a <see cref="Negotiator"/> has come.</summary>
internal abstract record NegotiationState
{
    /// <summary>A callee waits for an offer; a caller has not joined yet.</summary>
    internal sealed record Idle : NegotiationState;

    /// <summary>A caller whose attempt failed lets some time pass before the next.</summary>
    internal sealed record Resting(TimeSpan Until) : NegotiationState;

    /// <summary>
    /// Our offer is out, to whom it may concern. It is repeated at <see cref="Next"/>, for those who joined since, and
    /// then after <see cref="Interval"/>.
    /// </summary>
    internal sealed record Offering(Attempt Attempt, RtcSessionDescription Offer, TimeSpan Next, TimeSpan Interval)
        : NegotiationState;

    /// <summary>With one other peer.</summary>
    internal abstract record Paired(Attempt Attempt, string Remote) : NegotiationState;

    /// <summary>Our offer was answered.</summary>
    internal sealed record Calling(Attempt Attempt, string Remote) : Paired(Attempt, Remote);

    /// <summary>We have answered an offer; its credentials tell a repetition of it from a new one.</summary>
    internal sealed record Answering(
        Attempt Attempt, string Remote, IceCredentials Offered, RtcSessionDescription Answer) : Paired(Attempt, Remote);

    /// <summary>The channel is open: nothing of the signalling can disturb it any more.</summary>
    internal sealed record Talking(Attempt Attempt, string Remote) : Paired(Attempt, Remote);
}

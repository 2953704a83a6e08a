using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>How far a <see cref="Negotiator"/> has come.</summary>
internal abstract record NegotiationState
{
    /// <summary>The peers whose offer we answered, or which we call.</summary>
    public virtual IEnumerable<string> Remotes => [];

    /// <summary>The attempt that a connection belongs to, and the peer that it is with; an offer to all has none yet.</summary>
    public virtual (Attempt Attempt, string? Remote)? Find(INegotiatedConnection connection) => null;

    /// <summary>Ends whatever connections there are.</summary>
    public virtual void Discard()
    {
    }

    /// <summary>A callee waits for an offer; a caller has not joined yet.</summary>
    internal sealed record Idle : NegotiationState;

    /// <summary>A caller whose attempt failed lets some time pass before the next.</summary>
    internal sealed record Resting(TimeSpan Until) : NegotiationState;

    /// <summary>There is one connection.</summary>
    internal abstract record Single(Attempt Attempt) : NegotiationState
    {
        /// <summary>The peer that it is with.</summary>
        public abstract string? RemoteOrNone { get; }

        public override (Attempt Attempt, string? Remote)? Find(INegotiatedConnection connection) =>
            Attempt.Connection == connection ? (Attempt, RemoteOrNone) : null;

        public override void Discard() => Attempt.Connection.Discard();
    }

    /// <summary>
    /// Our offer is out, to whom it may concern. It is repeated at <see cref="Next"/>, for those who joined since, and
    /// then after <see cref="Interval"/>.
    /// </summary>
    internal sealed record Offering(Attempt Attempt, RtcSessionDescription Offer, TimeSpan Next, TimeSpan Interval)
        : Single(Attempt)
    {
        public override string? RemoteOrNone => null;

        public Offering Repeated(TimeSpan now) => this with { Next = now + Interval, Interval = RepeatPolicy.Longer(Interval) };
    }

    /// <summary>In the call of another peer.</summary>
    internal abstract record Called(Attempt Attempt, string Remote) : Single(Attempt)
    {
        public override IEnumerable<string> Remotes => [Remote];

        public override string? RemoteOrNone => Remote;
    }

    /// <summary>We have answered an offer; its credentials tell a repetition of it from a new one.</summary>
    internal sealed record Answering(
        Attempt Attempt, string Remote, IceCredentials Offered, RtcSessionDescription Answer) : Called(Attempt, Remote)
    {
        /// <summary>Whether it takes up a conversation again.</summary>
        public bool Renews { get; init; }
    }

    /// <summary>The channel is open: nothing of the signalling can disturb it any more.</summary>
    internal sealed record Talking(Attempt Attempt, string Remote) : Called(Attempt, Remote);

    /// <summary>
    /// The connection of the call that we were in is lost. The caller is told, at <see cref="Next"/> and then after
    /// <see cref="Interval"/>, that its next one is waited for.
    /// </summary>
    internal sealed record Waiting(string Remote, TimeSpan Next, TimeSpan Interval) : NegotiationState
    {
        public override IEnumerable<string> Remotes => [Remote];

        public Waiting Repeated(TimeSpan now) => this with { Next = now + Interval, Interval = RepeatPolicy.Longer(Interval) };
    }

    /// <summary>Our offer to all was answered; from here on each peer has a call of its own.</summary>
    internal sealed record Serving(Calls Calls) : NegotiationState
    {
        public override IEnumerable<string> Remotes => Calls.Remotes;

        public override (Attempt Attempt, string? Remote)? Find(INegotiatedConnection connection) =>
            Calls.TryFind(connection, out var call) ? (call.Attempt, call.Remote) : null;

        public override void Discard() => Calls.Clear();
    }
}

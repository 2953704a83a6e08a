using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>A caller's call to one peer of the room. The nested records are all the stages there are.</summary>
internal abstract record Call(string Remote)
{
    /// <summary>The call is made, once more, at <see cref="At"/>: two peers must not fail in a tight loop.</summary>
    /// <param name="Remote">The peer.</param>
    /// <param name="At">When.</param>
    /// <param name="Renews">Whether it takes up a conversation again.</param>
    internal sealed record Resting(string Remote, TimeSpan At, bool Renews) : Call(Remote);

    /// <summary>There is a connection.</summary>
    internal abstract record Made(string Remote, Attempt Attempt) : Call(Remote)
    {
        /// <summary>Whether it takes up a conversation again: then the peer is not given up before that is.</summary>
        public bool Renews { get; init; }
    }

    /// <summary>
    /// An offer to this peer alone is out. It is repeated at <see cref="Next"/> and then after <see cref="Interval"/>,
    /// until <see cref="Until"/>.
    /// </summary>
    /// <param name="Remote">The peer.</param>
    /// <param name="Attempt">The connection.</param>
    /// <param name="Offer">What is repeated.</param>
    /// <param name="Stale">
    /// What the peer's answer to the offer before this one said: if it says that again, it has not heard this one yet.
    /// </param>
    /// <param name="Next">When to repeat the offer.</param>
    /// <param name="Interval">How long to wait after that.</param>
    /// <param name="Until">When the peer is given up.</param>
    internal sealed record Offered(
        string Remote, Attempt Attempt, RtcSessionDescription Offer, IceCredentials? Stale, TimeSpan Next, TimeSpan Interval, TimeSpan Until)
        : Made(Remote, Attempt);

    /// <summary>The offer was answered, with these credentials.</summary>
    internal sealed record Answered(string Remote, Attempt Attempt, IceCredentials Credentials) : Made(Remote, Attempt);

    /// <summary>The channel is open: nothing of the signalling can disturb it any more.</summary>
    internal sealed record Open(string Remote, Attempt Attempt) : Made(Remote, Attempt);
}

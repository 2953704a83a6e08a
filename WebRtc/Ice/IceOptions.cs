using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>The timers and bounds of an agent.</summary>
internal sealed record IceOptions
{
    /// <summary>
    /// Ta, the pace of new checks. RFC 8445 section 14.2 recommends 50 ms and allows 5 ms; with the few candidates of
    /// a data-channel session, 20 ms is no burst and saves time.
    /// </summary>
    public TimeSpan Pacing { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The first wait for an answer while no round trip has been measured. RFC 8445 section 14.3 has 500 ms, which a
    /// lost check on a fast path would cost in full; a path slower than this gets a few duplicates.
    /// </summary>
    public TimeSpan InitialRto { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The lower bound of that wait once a round trip has been measured.</summary>
    public TimeSpan MinRto { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a check over TCP is waited for, which is sent once. RFC 6544 section 7.1 has 39.5 s.</summary>
    public TimeSpan StreamCheckTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a check is sent before it counts as failed; once more, since the first waits are short.</summary>
    public int MaxCheckRequests { get; init; } = StunRetransmission.DefaultMaxRequests + 1;

    /// <summary>
    /// How long nothing may succeed, counted from when checks could begin or the last candidate arrived. It is not cut
    /// short when all pairs have failed: a peer-reflexive candidate may still come (RFC 8863).
    /// </summary>
    public TimeSpan FailureTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the controlling agent waits for a better pair than the one that works.</summary>
    public TimeSpan NominationPatience { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>The mean pace of consent checks, randomised by 0.8 to 1.2 (RFC 7675 section 5.1).</summary>
    public TimeSpan ConsentInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The mean pace of consent checks while they go unanswered.</summary>
    public TimeSpan ConsentRetryInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The silence that makes the state Disconnected.</summary>
    public TimeSpan DisconnectedTimeout { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>How long one answer gives consent to send (RFC 7675 section 5.1).</summary>
    public TimeSpan ConsentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the pair before a restart is still answered and heard after the new one was nominated: what the other end
    /// has sent there is under way.
    /// </summary>
    public TimeSpan RestartOverlap { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxRemoteCandidates { get; init; } = 64;

    public int MaxPairs { get; init; } = 128;

    /// <summary>Addresses whose checks are kept while the other end's credentials are unknown.</summary>
    public int MaxEarlyChecks { get; init; } = 16;

    /// <summary>Answers waiting to be sent; checks beyond are dropped, and will be sent again.</summary>
    public int MaxPendingResponses { get; init; } = 32;
}

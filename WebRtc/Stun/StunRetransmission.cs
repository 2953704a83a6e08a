using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Stun;

/// <summary>
/// When a request over UDP is sent again and when it is given up (RFC 8489 section 6.2.1): the wait doubles with each
/// of Rc requests, and the last one is waited for Rm times the first wait.
/// </summary>
/// <param name="initialRto">The wait after the first request.</param>
/// <param name="maxRequests">Rc: how often the request is sent at most.</param>
/// <param name="finalFactor">Rm.</param>
internal struct StunRetransmission(TimeSpan initialRto, int maxRequests, int finalFactor)
{
    /// <summary>Rc and Rm of RFC 8489.</summary>
    public const int DefaultMaxRequests = 7;

    public const int DefaultFinalFactor = 16;

    /// <summary>How often the request has been sent.</summary>
    public int SentCount { get; private set; }

    /// <summary>When the request was last sent.</summary>
    public Instant LastSentAt { get; private set; }

    /// <summary>When it is sent again, or given up if it was the last; never before the first was sent.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    public readonly bool IsLastSent => SentCount >= maxRequests;

    /// <summary>Only the answer to a request that was sent once tells the round trip (Karn's algorithm).</summary>
    public readonly bool MeasuresRoundTrip => SentCount == 1;

    /// <summary>Whether the request is to be sent again now.</summary>
    public readonly bool IsDue(Instant now) => !IsLastSent && Deadline <= now;

    /// <summary>Whether the last request has been waited for in vain.</summary>
    public readonly bool IsTimedOut(Instant now) => IsLastSent && Deadline <= now;

    /// <summary>Counts a request that is sent now.</summary>
    public void OnSent(Instant now)
    {
        SentCount++;
        LastSentAt = now;
        Deadline = now + (IsLastSent ? initialRto * finalFactor : initialRto * (1 << SentCount - 1));
    }

    /// <summary>Brings the next request forward, for when there is news that it would now be answered.</summary>
    public void SendBy(Instant when)
    {
        if (!IsLastSent) Deadline = Instant.Earlier(Deadline, when);
    }
}

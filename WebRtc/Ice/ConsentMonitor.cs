using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// Consent freshness on the selected pair (RFC 7675): a check every few seconds, each with a transaction of its own and
/// none sent twice. It keeps NAT bindings alive at the same time.
/// </summary>
internal sealed class ConsentMonitor(IceOptions options, IEntropy entropy)
{
    private const int MaxOutstanding = 8;
    private const int DisconnectedSlowdown = 4;

    private readonly Outstanding[] _outstanding = new Outstanding[MaxOutstanding];
    private int _sentCount;
    private Instant _lastSentAt;

    /// <summary>The pair that is watched.</summary>
    public CandidatePair? Pair { get; private set; }

    /// <summary>When the next check is sent.</summary>
    public Instant NextCheckAt { get; private set; } = Instant.Never;

    public Instant DisconnectsAt => Pair is null ? Instant.Never : Pair.LastAnsweredAt + options.DisconnectedTimeout;

    public Instant ExpiresAt => Pair is null ? Instant.Never : Pair.LastAnsweredAt + options.ConsentTimeout;

    public void Watch(CandidatePair? pair)
    {
        Pair = pair;
        NextCheckAt = pair is null ? Instant.Never : pair.LastAnsweredAt + Randomised(options.ConsentInterval);
        Array.Clear(_outstanding);
    }

    /// <summary>Begins a check that is sent now.</summary>
    public ConnectivityCheck BeginCheck(IceRole role, Instant now)
    {
        var check = new ConnectivityCheck(StunTransactionId.Create(entropy), role, Nominates: false);
        _outstanding[_sentCount++ % MaxOutstanding] = new Outstanding(check, now);
        _lastSentAt = now;

        // Until the answer comes the next check comes sooner, so that one lost packet does not look like a lost peer.
        var retry = options.ConsentRetryInterval * (now >= DisconnectsAt ? DisconnectedSlowdown : 1);
        if (Pair?.RoundTripTime * 2 is { } patience && patience > retry) retry = patience;
        NextCheckAt = now + Randomised(retry);
        return check;
    }

    /// <summary>The check of that transaction, if it is one of the last few.</summary>
    public bool TryFind(in StunTransactionId id, out ConnectivityCheck check, out Instant sentAt)
    {
        foreach (var outstanding in _outstanding)
        {
            if (outstanding.Check.Id != id || outstanding.Check == default) continue;
            check = outstanding.Check;
            sentAt = outstanding.SentAt;
            return true;
        }
        check = default;
        sentAt = default;
        return false;
    }

    /// <summary>An authenticated answer has come: the next check has time.</summary>
    public void OnAnswered() => NextCheckAt = _lastSentAt + Randomised(options.ConsentInterval);

    /// <summary>"Each interval MUST be randomized from between 0.8 and 1.2 times the basic period."</summary>
    private TimeSpan Randomised(TimeSpan mean) => mean * (0.8 + 0.4 * entropy.NextFraction());

    private readonly record struct Outstanding(ConnectivityCheck Check, Instant SentAt);
}

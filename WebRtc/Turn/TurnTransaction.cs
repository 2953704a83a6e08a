using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Turn;

/// <summary>A request to the server and the wait for its answer.</summary>
internal sealed class TurnTransaction
{
    private readonly TurnOptions _options;
    private readonly IEntropy _entropy;
    private StunRetransmission _retransmission;
    private bool _isUnsent;
    private int _challenges;

    public TurnTransaction(StunMethod method, TurnOptions options, IEntropy entropy)
    {
        Method = method;
        _options = options;
        _entropy = entropy;
        Renew();
    }

    public StunMethod Method { get; }

    public StunTransactionId Id { get; private set; }

    /// <summary>The request has been sent with credentials.</summary>
    public bool IsSigned { get; private set; }

    /// <summary>When it is sent, sent again or given up.</summary>
    public Instant Deadline => _isUnsent ? default : _retransmission.Deadline;

    public bool IsDue(Instant now) => _isUnsent || _retransmission.IsDue(now);

    public bool IsTimedOut(Instant now) => !_isUnsent && _retransmission.IsTimedOut(now);

    public void OnSent(bool isSigned, Instant now)
    {
        IsSigned = isSigned;
        _isUnsent = false;
        _retransmission.OnSent(now);
    }

    /// <summary>Asks again, with what a challenge has told. False if that has happened too often.</summary>
    public bool TryRenew()
    {
        if (++_challenges > _options.MaxChallenges) return false;
        Renew();
        return true;
    }

    /// <summary>"When using TCP, the client MUST NOT retransmit" (RFC 8489 section 6.2.2): only the wait is left.</summary>
    private void Renew()
    {
        Id = StunTransactionId.Create(_entropy);
        _isUnsent = true;
        _retransmission = _options.IsStream
            ? new StunRetransmission(_options.StreamTimeout, maxRequests: 1, finalFactor: 1)
            : new StunRetransmission(_options.InitialRto, _options.MaxRequests, StunRetransmission.DefaultFinalFactor);
    }
}

using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// Asks a STUN server for our address as it sees it (RFC 8445 section 5.1.1.2), and goes on asking now and then, so that
/// the NAT's binding lives until checks use it (section 5.1.1.4).
/// </summary>
internal sealed class ServerReflexiveQuery
{
    private const int MaxRequests = StunRetransmission.DefaultMaxRequests;

    private static readonly TimeSpan InitialRto = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan KeepaliveInterval = TimeSpan.FromSeconds(15);

    private readonly IEntropy _entropy;
    private StunTransactionId _id;
    private StunRetransmission _retransmission;
    private bool _isUnsent;
    private Instant _nextAt = Instant.Never;

    public ServerReflexiveQuery(IEntropy entropy)
    {
        _entropy = entropy;
        Begin();
    }

    /// <summary>Null as long as the server has not answered.</summary>
    public TransportAddress? Mapped { get; private set; }

    /// <summary>The server has not answered at all, or with an error.</summary>
    public bool HasFailed { get; private set; }

    public Instant NextDeadline
    {
        get
        {
            if (HasFailed) return Instant.Never;
            if (_isUnsent) return default;
            return _nextAt == Instant.Never ? _retransmission.Deadline : _nextAt;
        }
    }

    /// <summary>Takes the answer; false if the message is none.</summary>
    public bool TryReceive(in StunMessage message, Instant now)
    {
        if (HasFailed || message.Method != StunMethod.Binding || message.TransactionId != _id) return false;
        switch (message.Class)
        {
            case StunClass.SuccessResponse when message.TryGetXorAddress(StunAttributeType.XorMappedAddress, out var mapped)
                || message.TryGetAddress(StunAttributeType.MappedAddress, out mapped):
                Mapped ??= mapped;
                _nextAt = now + KeepaliveInterval;
                return true;
            case StunClass.SuccessResponse or StunClass.ErrorResponse:
                HasFailed = true;
                return true;
            default:
                return false;
        }
    }

    public void Tick(Instant now)
    {
        if (HasFailed || NextDeadline > now || _isUnsent) return;
        if (_nextAt <= now) Begin();
        else if (_retransmission.IsTimedOut(now)) HasFailed = true;
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length)
    {
        length = 0;
        if (HasFailed || !_isUnsent && !(_nextAt == Instant.Never && _retransmission.IsDue(now))) return false;
        _isUnsent = false;
        _retransmission.OnSent(now);
        length = new StunWriter(destination, StunClass.Request, StunMethod.Binding, _id).Length;
        return true;
    }

    private void Begin()
    {
        _id = StunTransactionId.Create(_entropy);
        _retransmission = new StunRetransmission(InitialRto, MaxRequests, StunRetransmission.DefaultFinalFactor);
        _isUnsent = true;
        _nextAt = Instant.Never;
    }
}

using System.Diagnostics.CodeAnalysis;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Turn;

/// <summary>
/// The client's side of one allocation on a TURN server (RFC 8656), over one path to it. Requests are pulled out and
/// answers put in; data is framed where it stands.
/// </summary>
internal sealed class TurnAllocation
{
    private const int AttributeHeaderLength = 4;

    private readonly TurnOptions _options;
    private readonly IEntropy _entropy;
    private readonly LongTermCredentials _credentials;
    private readonly AllocationRequests _requests;
    private readonly TurnPeers _peers;
    private readonly Queue<TurnEvent> _events = new();
    private TurnTransaction? _transaction;
    private TransportAddress? _relayed;
    private TransportAddress? _secondRelayed;
    private Instant _refreshAt = Instant.Never;
    private Instant? _deadline;

    /// <summary>Begins to allocate.</summary>
    public TurnAllocation(TurnOptions options, IEntropy entropy)
    {
        _options = options;
        _entropy = entropy;
        _credentials = new LongTermCredentials(options.Username, options.Password);
        _requests = new AllocationRequests(_credentials, options.AllowsIPv6);
        _peers = new TurnPeers(options, _credentials, entropy);
        Begin(StunMethod.Allocate);
    }

    public TurnState State { get; private set; } = TurnState.Allocating;

    /// <summary>How many datagrams could not be used: malformed, not asked for, or from nobody who was permitted.</summary>
    public long DroppedDatagrams { get; private set; }

    /// <summary>Addresses that are known at present; bounded by <see cref="TurnOptions.MaxPeers"/>.</summary>
    public int PeerCount => _peers.Count;

    public Instant NextDeadline => _deadline ??= GetDeadline();

    /// <summary>Takes a datagram, or a frame of the stream, that came from the server.</summary>
    /// <param name="payload">What a peer sent, a part of the datagram.</param>
    /// <param name="path">From the relayed address to that peer.</param>
    public TurnInput Receive(Span<byte> datagram, Instant now, out Span<byte> payload, out TransportPath path)
    {
        payload = default;
        path = default;
        if (State == TurnState.Ended) return TurnInput.Unknown;
        var input = datagram is [>= 64 and <= 79, ..]
            ? ReceiveChannelData(datagram, out payload, out path)
            : ReceiveStun(datagram, now, out payload, out path);
        if (input == TurnInput.Unknown) DroppedDatagrams++;
        return input;
    }

    public void Tick(Instant now)
    {
        if (NextDeadline > now) return;
        _deadline = null;
        if (_transaction is { } transaction && transaction.IsTimedOut(now))
        {
            if (_requests.IsReleasing) Begin(StunMethod.Allocate);
            else End(TurnFailure.NoAnswer);
        }
        else if (_transaction is null && _refreshAt <= now)
        {
            Begin(StunMethod.Refresh);
        }
        if (State == TurnState.Allocated) _peers.Tick(now);
    }

    /// <summary>Writes what is due for the server: requests, and data that had to wait for its permission.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length)
    {
        length = 0;
        if (NextDeadline > now) return false;
        _deadline = null;
        if (_transaction is { } transaction && transaction.IsDue(now))
        {
            length = _requests.Write(destination, transaction, isClosing: State == TurnState.Closing);
            transaction.OnSent(_credentials.AreKnown, now);
            // Nobody stays to hear what becomes of it.
            if (State == TurnState.Closing) EndSilently();
            return true;
        }
        if (State != TurnState.Allocated) return false;
        if (_peers.TryWriteRequest(destination, now, out length)) return true;
        if (_peers.FindWithHeld() is not { } peer) return false;
        var held = peer.TakeHeld();
        var headroom = HeadroomFor(peer.Address);
        held.CopyTo(destination[headroom..]);
        return TryWrap(destination, held.Length, peer.Address, now, out length);
    }

    public bool TryNextEvent([NotNullWhen(true)] out TurnEvent? turnEvent) => _events.TryDequeue(out turnEvent);

    /// <summary>How many bytes before a payload for that peer are needed for its framing.</summary>
    public int HeadroomFor(in TransportAddress peer)
    {
        if (_peers.Find(peer) is { IsBound: true }) return ChannelData.HeaderLength;
        var address = AttributeHeaderLength + AttributeHeaderLength + peer.AddressLength;
        return StunMessage.HeaderLength + address + AttributeHeaderLength;
    }

    /// <summary>
    /// Frames a payload that stands behind the headroom. False where it may not go yet: then it is kept until the server
    /// has given permission, or dropped if the server does not.
    /// </summary>
    public bool TryWrap(Span<byte> destination, int payloadLength, in TransportAddress peer, Instant now, out int length)
    {
        length = 0;
        if (State != TurnState.Allocated || _peers.FindOrAdd(peer, now) is not { IsRefused: false } entry) return false;
        entry.LastUsedAt = now;
        if (!entry.IsPermitted)
        {
            entry.Hold(destination.Slice(HeadroomFor(peer), payloadLength));
            _deadline = null;
            return false;
        }
        length = entry.IsBound
            ? ChannelData.Write(destination, entry.Channel, payloadLength, _options.IsStream)
            : WriteIndication(destination, payloadLength, peer);
        return true;
    }

    /// <summary>Asks for a channel to that peer, since much will be sent.</summary>
    public void BindChannel(in TransportAddress peer, Instant now)
    {
        if (State != TurnState.Allocated || _peers.FindOrAdd(peer, now) is not { } entry) return;
        _deadline = null;
        _peers.Bind(entry);
    }

    /// <summary>Asks the server whether the allocation is still there, ahead of time.</summary>
    public void Probe()
    {
        if (State != TurnState.Allocated || _transaction is not null) return;
        Begin(StunMethod.Refresh);
    }

    /// <summary>Gives the allocation back: one request, whose answer is not waited for.</summary>
    public void Close()
    {
        if (State == TurnState.Allocated)
        {
            State = TurnState.Closing;
            Begin(StunMethod.Refresh);
        }
        else if (State == TurnState.Allocating)
        {
            EndSilently();
        }
    }

    private TurnInput ReceiveChannelData(Span<byte> datagram, out Span<byte> payload, out TransportPath path)
    {
        path = default;
        if (!ChannelData.TryRead(datagram, out var number, out payload)) return TurnInput.Unknown;
        return _peers.FindByChannel(number) is { } peer && TryGetPath(peer.Address, out path)
            ? TurnInput.Payload
            : TurnInput.Unknown;
    }

    private TurnInput ReceiveStun(Span<byte> datagram, Instant now, out Span<byte> payload, out TransportPath path)
    {
        payload = default;
        path = default;
        if (!StunMessage.TryRead(datagram, out var message)) return TurnInput.Unknown;
        if (message.Class == StunClass.Indication)
            return TryReadData(datagram, message, out payload, out path) ? TurnInput.Payload : TurnInput.Unknown;
        if (message.Class == StunClass.Request || !TryHandleResponse(message, now)) return TurnInput.Unknown;
        _deadline = null;
        return TurnInput.Taken;
    }

    private bool TryReadData(
        Span<byte> datagram, scoped in StunMessage message, out Span<byte> payload, out TransportPath path)
    {
        payload = default;
        path = default;
        if (message.Method != StunMethod.Data) return false;
        if (!message.TryGetXorAddress(StunAttributeType.XorPeerAddress, out var peer)) return false;
        if (!message.TryGet(StunAttributeType.Data, out var data)) return false;
        // "[The client] SHOULD also check that the XOR-PEER-ADDRESS attribute value contains an IP address with which
        // the client believes there is an active permission" (RFC 8656 section 11.4).
        if (!_peers.HasPermission(peer) || !TryGetPath(peer, out path)) return false;
        if (data.IsEmpty || !datagram.Overlaps(data, out var offset)) return false;
        payload = datagram.Slice(offset, data.Length);
        return true;
    }

    private bool TryHandleResponse(in StunMessage response, Instant now)
    {
        if (_transaction is { } own && own.Id == response.TransactionId)
        {
            if (own.Method != response.Method || !_credentials.Accept(response)) return false;
            if (response.Class == StunClass.SuccessResponse) OnSuccess(own, response, now);
            else OnError(own, response);
            return true;
        }
        if (State != TurnState.Allocated || !_peers.TryHandle(response, now, out var failure)) return false;
        if (failure is not null) End(failure);
        return true;
    }

    private void OnSuccess(TurnTransaction transaction, in StunMessage response, Instant now)
    {
        _transaction = null;
        if (_requests.IsReleasing)
        {
            Begin(StunMethod.Allocate);
            return;
        }
        _refreshAt = now + RefreshDelay(response);
        if (transaction.Method == StunMethod.Allocate) OnAllocated(response);
    }

    private void OnAllocated(in StunMessage response)
    {
        if (!response.TryGetXorAddress(StunAttributeType.XorRelayedAddress, out var relayed) || relayed.Port == 0
            || !response.TryGetXorAddress(StunAttributeType.XorMappedAddress, out var mapped))
        {
            End(TurnFailure.Unusable);
            return;
        }
        _relayed = relayed;
        if (response.TryGetXorAddress(StunAttributeType.XorRelayedAddress, 1, out var second)
            && second.Port != 0 && second.IsIPv6 != relayed.IsIPv6)
        {
            _secondRelayed = second;
        }
        State = TurnState.Allocated;
        _events.Enqueue(new TurnEvent.Allocated(relayed, _secondRelayed, mapped));
    }

    private void OnError(TurnTransaction transaction, in StunMessage response)
    {
        _transaction = null;
        if (!response.TryGetErrorCode(out var code, out _))
        {
            End(TurnFailure.Unusable);
            return;
        }
        var isChallenge = code == StunErrorCode.StaleNonce || code == StunErrorCode.Unauthenticated && !transaction.IsSigned;
        if (isChallenge)
        {
            if (!_credentials.TryLearn(response)) End(TurnFailure.Unusable);
            else if (!transaction.TryRenew()) End(TurnFailure.Of(code));
            else _transaction = transaction;
        }
        else if (_requests.IsReleasing)
        {
            Begin(StunMethod.Allocate);
        }
        else if (transaction.Method == StunMethod.Allocate && _requests.TryAdapt(code))
        {
            Begin(_requests.IsReleasing ? StunMethod.Refresh : StunMethod.Allocate);
        }
        else if (code == StunErrorCode.TryAlternate
            && response.TryGetAddress(StunAttributeType.AlternateServer, out var alternate) && alternate.Port != 0)
        {
            _events.Enqueue(new TurnEvent.Redirected(alternate));
            EndSilently();
        }
        else
        {
            End(TurnFailure.Of(code));
        }
    }

    private void Begin(StunMethod method)
    {
        if (method == StunMethod.Allocate) _requests.IsReleasing = false;
        _transaction = new TurnTransaction(method, _options, _entropy);
        _deadline = null;
    }

    private TimeSpan RefreshDelay(in StunMessage response)
    {
        response.TryGetUInt32(StunAttributeType.Lifetime, out var seconds);
        var lifetime = TimeSpan.FromSeconds(Math.Max(seconds, 2));
        return lifetime > 2 * _options.RefreshMargin ? lifetime - _options.RefreshMargin : lifetime / 2;
    }

    private static int WriteIndication(Span<byte> destination, int payloadLength, in TransportAddress peer)
    {
        // No answer comes to an indication, so nobody looks at its transaction id.
        var writer = new StunWriter(destination, StunClass.Indication, StunMethod.Send, default);
        writer.AddXorAddress(StunAttributeType.XorPeerAddress, peer);
        writer.AddInPlace(StunAttributeType.Data, payloadLength);
        return writer.Length;
    }

    private bool TryGetPath(in TransportAddress peer, out TransportPath path)
    {
        path = default;
        var relayed = _relayed is { } first && first.IsIPv6 == peer.IsIPv6 ? first : _secondRelayed;
        if (State != TurnState.Allocated || relayed is not { } local || local.IsIPv6 != peer.IsIPv6) return false;
        path = new TransportPath(local, peer);
        return true;
    }

    private Instant GetDeadline()
    {
        if (State == TurnState.Ended) return Instant.Never;
        var deadline = _transaction?.Deadline ?? _refreshAt;
        return State == TurnState.Allocated ? Instant.Earlier(deadline, _peers.Deadline) : deadline;
    }

    private void End(TurnFailure failure)
    {
        EndSilently();
        _events.Enqueue(new TurnEvent.Ended(failure));
    }

    private void EndSilently()
    {
        State = TurnState.Ended;
        _transaction = null;
        _deadline = null;
    }
}

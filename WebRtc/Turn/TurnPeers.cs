using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Turn;

/// <summary>
/// The addresses that an allocation sends to: asks for their permissions (RFC 8656 section 9) and channels (section
/// 12), renews those that are in use, and forgets the others.
/// </summary>
internal sealed class TurnPeers(TurnOptions options, LongTermCredentials credentials, IEntropy entropy)
{
    private readonly List<TurnPeer> _peers = [];
    private int _nextChannel = ChannelData.FirstNumber;

    public int Count => _peers.Count;

    public Instant Deadline
    {
        get
        {
            var deadline = Instant.Never;
            foreach (var peer in _peers)
            {
                deadline = Instant.Earlier(deadline, peer.Transaction?.Deadline ?? peer.RefreshAt);
                if (peer is { HasHeld: true, IsPermitted: true }) return default;
            }
            return deadline;
        }
    }

    public TurnPeer? Find(in TransportAddress address)
    {
        foreach (var peer in _peers)
        {
            if (peer.Address == address) return peer;
        }
        return null;
    }

    public TurnPeer? FindByChannel(ushort number)
    {
        foreach (var peer in _peers)
        {
            if (peer.Channel == number) return peer;
        }
        return null;
    }

    /// <summary>Permissions are for an IP address, whatever the port (RFC 8656 section 3.3).</summary>
    public bool HasPermission(in TransportAddress address) => FindPermission(address) is not null;

    /// <summary>The entry, whose permission is asked for with its making; null where there are too many.</summary>
    public TurnPeer? FindOrAdd(in TransportAddress address, Instant now)
    {
        if (Find(address) is { } known) return known;
        if (_peers.Count >= options.MaxPeers && !TryMakeRoom()) return null;
        var peer = new TurnPeer(address) { LastUsedAt = now };
        if (FindPermission(address) is { } other)
        {
            peer.IsPermitted = true;
            peer.RefreshAt = other.RefreshAt == Instant.Never ? now + options.PeerRefreshInterval : other.RefreshAt;
        }
        else
        {
            Begin(peer, StunMethod.CreatePermission);
        }
        _peers.Add(peer);
        return peer;
    }

    /// <summary>Asks for a channel, which makes each datagram smaller than an indication does.</summary>
    public void Bind(TurnPeer peer)
    {
        if (peer.Channel != 0 || peer.IsRefused || _nextChannel > ChannelData.LastNumber) return;
        peer.Channel = (ushort)_nextChannel++;
        if (peer.Transaction is null) Begin(peer, StunMethod.ChannelBind);
    }

    public void Tick(Instant now)
    {
        for (var i = _peers.Count - 1; i >= 0; i--)
        {
            var peer = _peers[i];
            if (peer.Transaction is { } transaction)
            {
                if (transaction.IsTimedOut(now)) _peers.RemoveAt(i);
            }
            else if (peer.RefreshAt <= now)
            {
                var isUsed = !peer.IsRefused && peer.LastUsedAt + options.PeerRefreshInterval >= now;
                if (isUsed) Begin(peer, peer.Channel != 0 ? StunMethod.ChannelBind : StunMethod.CreatePermission);
                else _peers.RemoveAt(i);
            }
        }
    }

    /// <summary>Writes the next request that is due.</summary>
    public bool TryWriteRequest(Span<byte> destination, Instant now, out int length)
    {
        foreach (var peer in _peers)
        {
            if (peer.Transaction is not { } transaction || !transaction.IsDue(now)) continue;
            var writer = new StunWriter(destination, StunClass.Request, transaction.Method, transaction.Id);
            if (transaction.Method == StunMethod.ChannelBind) writer.AddChannelNumber(peer.Channel);
            writer.AddXorAddress(StunAttributeType.XorPeerAddress, peer.Address);
            credentials.AddTo(ref writer);
            transaction.OnSent(credentials.AreKnown, now);
            length = writer.Length;
            return true;
        }
        length = 0;
        return false;
    }

    /// <summary>The next entry whose held datagram may go out.</summary>
    public TurnPeer? FindWithHeld()
    {
        foreach (var peer in _peers)
        {
            if (peer is { HasHeld: true, IsPermitted: true }) return peer;
        }
        return null;
    }

    /// <summary>Takes an answer to one of the requests; false if it is none.</summary>
    /// <param name="failure">The allocation as a whole is gone.</param>
    public bool TryHandle(in StunMessage response, Instant now, out TurnFailure? failure)
    {
        failure = null;
        foreach (var peer in _peers)
        {
            if (peer.Transaction is not { } transaction || transaction.Id != response.TransactionId) continue;
            if (transaction.Method != response.Method || !credentials.Accept(response)) return false;
            if (response.Class == StunClass.SuccessResponse) OnGranted(peer, transaction.Method, now);
            else failure = OnRefused(peer, transaction, response, now);
            return true;
        }
        return false;
    }

    private void OnGranted(TurnPeer peer, StunMethod method, Instant now)
    {
        peer.Transaction = null;
        peer.IsPermitted = true;
        peer.RefreshAt = now + options.PeerRefreshInterval;
        if (method == StunMethod.ChannelBind) peer.IsBound = true;
        else if (peer.Channel != 0) Begin(peer, StunMethod.ChannelBind);
    }

    private TurnFailure? OnRefused(TurnPeer peer, TurnTransaction transaction, in StunMessage response, Instant now)
    {
        response.TryGetErrorCode(out var code, out _);
        if (code == StunErrorCode.StaleNonce && credentials.TryLearn(response) && transaction.TryRenew()) return null;
        if (code == StunErrorCode.AllocationMismatch) return TurnFailure.Of(code);
        peer.Transaction = null;
        if (transaction.Method == StunMethod.ChannelBind)
        {
            // Indications still work, if the permission does.
            peer.Channel = 0;
            peer.IsBound = false;
            Begin(peer, StunMethod.CreatePermission);
        }
        else
        {
            peer.IsRefused = true;
            peer.IsPermitted = false;
            peer.TakeHeld();
            peer.RefreshAt = now + options.PeerRefreshInterval;
        }
        return null;
    }

    private void Begin(TurnPeer peer, StunMethod method) => peer.Transaction = new TurnTransaction(method, options, entropy);

    private TurnPeer? FindPermission(in TransportAddress address)
    {
        foreach (var peer in _peers)
        {
            if (peer.IsPermitted && peer.Address.HasSameAddress(address)) return peer;
        }
        return null;
    }

    /// <summary>Gives up the entry that has not been used for longest.</summary>
    private bool TryMakeRoom()
    {
        var oldest = -1;
        for (var i = 0; i < _peers.Count; i++)
        {
            if (_peers[i].Channel != 0) continue;
            if (oldest < 0 || _peers[i].LastUsedAt < _peers[oldest].LastUsedAt) oldest = i;
        }
        if (oldest < 0) return false;
        _peers.RemoveAt(oldest);
        return true;
    }
}

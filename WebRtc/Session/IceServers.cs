using System.Diagnostics.CodeAnalysis;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Session;

/// <summary>
/// The STUN and TURN servers of a session. Candidates come from here, and what goes over a relayed base is wrapped and
/// unwrapped here, so that the layers above see only a path from that base.
/// </summary>
internal sealed class IceServers(IceAgent ice, PeerSessionOptions options, IEntropy entropy)
{
    /// <summary>An Ethernet frame's 1,500 bytes without the headers of IPv6, UDP and a channel.</summary>
    private const int MaxRelayedSize = 1500 - 40 - 8 - ChannelData.HeaderLength;

    // RFC 8839 section 5.1: what stands for an address that is not to be told.
    private static readonly TransportAddress Hidden = TransportAddress.Create([0, 0, 0, 0], 9);

    private readonly bool _hidesAddresses = options.IsRelayOnly || options.HidesHostAddresses;
    private readonly List<ReflexiveLink> _reflexives = [];
    private readonly List<RelayLink> _relays = [];
    private readonly Queue<ServerEvent> _events = new();

    public Instant NextDeadline
    {
        get
        {
            var deadline = Instant.Never;
            foreach (var link in _relays) deadline = Instant.Earlier(deadline, link.Allocation.NextDeadline);
            foreach (var link in _reflexives) deadline = Instant.Earlier(deadline, link.Query.NextDeadline);
            return deadline;
        }
    }

    /// <summary>Whether it was asked, and something stands of it or may still come.</summary>
    public bool Has(in ServerLink link) =>
        link.IsTurn ? FindRelay(link.Path) is not null : FindReflexive(link.Path) is not null;

    /// <summary>Asks a STUN server how it sees the base that the path begins at.</summary>
    public void AskReflexive(in TransportPath path, ushort localPreference)
    {
        if (FindReflexive(path) is null) _reflexives.Add(new(path, new ServerReflexiveQuery(entropy), localPreference));
    }

    /// <summary>Asks a TURN server for an allocation. One that stands on the path already is replaced.</summary>
    /// <param name="localPreference">An even number: the odd one above may be used as well.</param>
    public void Allocate(in TransportPath path, TurnOptions options, ushort localPreference)
    {
        if (FindRelay(path) is { } old) _relays.Remove(old);
        _relays.Add(new(path, new TurnAllocation(options, entropy), localPreference));
    }

    /// <summary>The connection to a server is gone, and what it carried with it.</summary>
    public void Lose(in TransportPath path, Instant now)
    {
        if (FindRelay(path) is not { } link) return;
        Remove(link, now);
        _events.Enqueue(new ServerEvent.Ended(new(path, IsTurn: true), TurnFailure.ConnectionLost));
    }

    /// <summary>A port is closed, and with it all that was reached over it.</summary>
    public void LosePort(in TransportAddress port, Instant now)
    {
        for (var i = _relays.Count - 1; i >= 0; i--)
        {
            if (_relays[i].Path.Local == port) Lose(_relays[i].Path, now);
        }
        for (var i = _reflexives.Count - 1; i >= 0; i--)
        {
            if (_reflexives[i].Path.Local != port) continue;
            _events.Enqueue(new ServerEvent.Ended(new(_reflexives[i].Path, IsTurn: false), TurnFailure.ConnectionLost));
            _reflexives.RemoveAt(i);
        }
    }

    /// <summary>ICE begins anew: the candidates that there are become candidates again.</summary>
    public void Repeat()
    {
        foreach (var link in _relays)
        {
            if (link.Allocated is { } allocated) AddCandidates(link, allocated, new(link.Path, IsTurn: true));
        }
        foreach (var link in _reflexives)
        {
            if (link.Query.Mapped is { } mapped) FindReflexiveCandidate(new(link.Path, IsTurn: false), mapped, link.LocalPreference);
        }
    }

    /// <summary>Takes a datagram that came from a server; false if it is from somebody else.</summary>
    /// <param name="payload">What a peer had the server relay; empty if there is nothing for the layers above.</param>
    /// <param name="inner">The path from the relayed base to that peer.</param>
    public bool TryReceive(
        Span<byte> datagram, in TransportPath path, Instant now, out Span<byte> payload, out TransportPath inner)
    {
        payload = default;
        inner = default;
        var kind = Demultiplexer.Classify(datagram);
        if (kind is not (DatagramKind.Stun or DatagramKind.TurnChannel)) return false;
        if (kind == DatagramKind.Stun && TryReceiveReflexive(datagram, path, now)) return true;
        if (FindRelay(path) is not { } relay) return false;
        var input = relay.Allocation.Receive(datagram, now, out payload, out inner);
        if (input == TurnInput.Taken) Advance(relay, now);
        // A peer may live on the server's own address; what the allocation does not know may be a check of that peer.
        return input != TurnInput.Unknown;
    }

    public void Tick(Instant now)
    {
        if (NextDeadline > now) return;
        for (var i = _relays.Count - 1; i >= 0; i--)
        {
            var link = _relays[i];
            link.Allocation.Tick(now);
            Advance(link, now);
        }
        for (var i = _reflexives.Count - 1; i >= 0; i--)
        {
            _reflexives[i].Query.Tick(now);
            if (_reflexives[i].Query.HasFailed) Settle(_reflexives[i]);
        }
    }

    /// <summary>Writes what is due for the servers themselves.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        foreach (var link in _relays)
        {
            if (!link.Allocation.TryWrite(destination, now, out length)) continue;
            path = link.Path;
            return true;
        }
        foreach (var link in _reflexives)
        {
            if (!link.Query.TryWrite(destination, now, out length)) continue;
            path = link.Path;
            return true;
        }
        length = 0;
        path = default;
        return false;
    }

    public bool TryNextEvent([NotNullWhen(true)] out ServerEvent? serverEvent) => _events.TryDequeue(out serverEvent);

    /// <summary>Pulls the next connectivity check, wrapped where it leaves from a relayed base.</summary>
    public bool TryWriteCheck(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        while (ice.TryWrite(destination, now, out length, out path))
        {
            // Only now is it known whether there should have been room before it; checks are short.
            if (HeadroomFor(path) is > 0 and var headroom) destination[..length].CopyTo(destination[headroom..]);
            if (TryWrap(destination, ref length, ref path, now)) return true;
        }
        return false;
    }

    /// <summary>
    /// What may go over that path, in bytes. A server sends on what it gets without forbidding fragments, so a probe for
    /// the path's MTU would find out how well those do: nothing is sent that an ordinary link had to cut.
    /// </summary>
    public int MaxSizeOn(in TransportPath path) => FindOwner(path.Local) is null ? int.MaxValue : MaxRelayedSize;

    /// <summary>
    /// Where a datagram for that path is to be written: with room before it for its wrapping, which comes on top of the
    /// size (four bytes once a channel is bound).
    /// </summary>
    public Span<byte> RoomFor(in TransportPath path, Span<byte> destination, int maxSize)
    {
        var headroom = HeadroomFor(path);
        return destination.Slice(headroom, Math.Min(destination.Length - headroom, maxSize));
    }

    /// <summary>
    /// Wraps a datagram that stands behind its headroom, and turns the path into the one to the server. A datagram on a
    /// direct path stays what it is. Where it must not go out (yet), the request for its permission comes in its place;
    /// false if there is none to send either.
    /// </summary>
    public bool TryWrap(Span<byte> destination, ref int length, ref TransportPath path, Instant now)
    {
        if (FindOwner(path.Local) is not { } link) return true;
        if (!link.Allocation.TryWrap(destination, length, path.Remote, now, out length))
            return TryWrite(destination, now, out length, out path);
        path = link.Path;
        return true;
    }

    /// <summary>Does what follows from the course of ICE.</summary>
    public void Handle(IceEvent iceEvent, Instant now)
    {
        switch (iceEvent)
        {
            case IceEvent.PathSelected { Path: var path }:
                // All data will take it.
                FindOwner(path.Local)?.Allocation.BindChannel(path.Remote, now);
                break;
            case IceEvent.StateChanged { State: IceState.Completed }:
                // Nobody needs the NAT's bindings of the other paths any more.
                _reflexives.RemoveAll(static link => link.IsSettled);
                break;
            case IceEvent.StateChanged { State: IceState.Disconnected } when ice.SelectedPath is { } silent:
                // The other end is not heard any more: it may be the server that is gone.
                FindOwner(silent.Local)?.Allocation.Probe();
                break;
        }
    }

    /// <summary>Gives the allocations back; what is written afterwards does it.</summary>
    public void Close()
    {
        _reflexives.Clear();
        foreach (var link in _relays) link.Allocation.Close();
    }

    private int HeadroomFor(in TransportPath path) => FindOwner(path.Local)?.Allocation.HeadroomFor(path.Remote) ?? 0;

    private bool TryReceiveReflexive(ReadOnlySpan<byte> datagram, in TransportPath path, Instant now)
    {
        if (FindReflexive(path) is not { } link) return false;
        if (!StunMessage.TryRead(datagram, out var message) || !link.Query.TryReceive(message, now)) return false;
        Settle(link);
        return true;
    }

    private void Settle(ReflexiveLink link)
    {
        if (link.Query.HasFailed) _reflexives.Remove(link);
        if (link.IsSettled) return;
        link.IsSettled = true;
        var id = new ServerLink(link.Path, IsTurn: false);
        if (link.Query.Mapped is not { } mapped)
        {
            _events.Enqueue(new ServerEvent.Ended(id, TurnFailure.NoAnswer));
            return;
        }
        FindReflexiveCandidate(id, mapped, link.LocalPreference);
        _events.Enqueue(new ServerEvent.Ready(id));
    }

    /// <summary>Hands on what an allocation tells.</summary>
    private void Advance(RelayLink link, Instant now)
    {
        var id = new ServerLink(link.Path, IsTurn: true);
        while (link.Allocation.TryNextEvent(out var turnEvent))
        {
            switch (turnEvent)
            {
                case TurnEvent.Allocated allocated:
                    Accept(link, allocated, id);
                    break;
                case TurnEvent.Redirected redirected:
                    Remove(link, now);
                    _events.Enqueue(new ServerEvent.Redirected(id, redirected.Server));
                    break;
                case TurnEvent.Ended ended:
                    Remove(link, now);
                    _events.Enqueue(new ServerEvent.Ended(id, ended.Failure));
                    break;
            }
        }
    }

    private void Accept(RelayLink link, TurnEvent.Allocated allocated, ServerLink id)
    {
        link.Allocated = allocated;
        AddCandidates(link, allocated, id);
        _events.Enqueue(new ServerEvent.Ready(id));
    }

    private void AddCandidates(RelayLink link, TurnEvent.Allocated allocated, ServerLink id)
    {
        if (link.Path.Protocol == TransportProtocol.Udp) FindReflexiveCandidate(id, allocated.Mapped, link.LocalPreference);
        var origin = new LocalOrigin(
            link.Path.Remote, link.Path.Protocol, link.LocalPreference, _hidesAddresses ? Hidden : allocated.Mapped);
        var preferred = origin with { LocalPreference = (ushort)(link.LocalPreference | 1) };
        link.Relayed = AddRelayed(id, allocated.Relayed, preferred) ?? link.Relayed;
        if (allocated.SecondRelayed is { } second) link.SecondRelayed = AddRelayed(id, second, origin) ?? link.SecondRelayed;
    }

    private TransportAddress? AddRelayed(ServerLink id, TransportAddress address, in LocalOrigin origin)
    {
        if (ice.AddRelayedCandidate(address, origin) is not { } candidate) return null;
        _events.Enqueue(new ServerEvent.Found(id, candidate));
        return address;
    }

    private void FindReflexiveCandidate(ServerLink id, TransportAddress mapped, ushort localPreference)
    {
        if (options.IsRelayOnly) return;
        var path = id.Path;
        var origin = new LocalOrigin(path.Remote, path.Protocol, localPreference, _hidesAddresses ? Hidden : path.Local);
        if (ice.AddServerReflexiveCandidate(mapped, path.Local, origin) is { } candidate)
            _events.Enqueue(new ServerEvent.Found(id, candidate));
    }

    private void Remove(RelayLink link, Instant now)
    {
        _relays.Remove(link);
        if (link.Relayed is { } relayed) ice.RemoveLocalCandidate(relayed, now);
        if (link.SecondRelayed is { } second) ice.RemoveLocalCandidate(second, now);
    }

    private ReflexiveLink? FindReflexive(in TransportPath path)
    {
        foreach (var link in _reflexives)
        {
            if (link.Path == path) return link;
        }
        return null;
    }

    private RelayLink? FindRelay(in TransportPath path)
    {
        foreach (var link in _relays)
        {
            if (link.Path == path) return link;
        }
        return null;
    }

    private RelayLink? FindOwner(in TransportAddress address)
    {
        foreach (var link in _relays)
        {
            if (link.Owns(address)) return link;
        }
        return null;
    }
}

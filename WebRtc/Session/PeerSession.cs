using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Mdns;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Session;

/// <summary>
/// The whole stack of one connection as a single sans-IO object: datagrams and time go in, datagrams and events come
/// out. It owns the layers, carries the events of each to the next, and derives the state of the whole.
/// </summary>
internal sealed class PeerSession : IDisposable
{
    /// <summary>Taken where every check had to be repeated, so that none tells: a slower path gets a few duplicates.</summary>
    private static readonly TimeSpan UnknownRoundTrip = TimeSpan.FromMilliseconds(30);

    private readonly PeerSessionOptions _options;
    private readonly IceAgent _ice;
    private readonly SecureTransport _transport;
    private readonly SctpAssociation _sctp;
    private readonly DataChannelTable _channels;
    private readonly Signalling _signalling;
    private readonly Queue<SessionEvent> _events = new();
    private readonly SessionProgress _progress;
    private TransportPath? _path;
    private Traffic _sent;
    private Traffic _received;
    private bool _closed;

    public PeerSession(PeerSessionOptions options, IEntropy entropy)
    {
        _options = options;
        _ice = new IceAgent(options.Ice, entropy);
        _progress = new SessionProgress(_events);
        Servers = new IceServers(_ice, options, entropy);
        _transport = new SecureTransport(entropy);
        _sctp = new SctpAssociation(options.SctpOverDatagrams, entropy);
        _channels = new DataChannelTable(_sctp);
        var sessionId = (entropy.NextUInt64() >> 1).ToString(CultureInfo.InvariantCulture);
        var negotiation = new Negotiation(sessionId, LocalSection.Describe(options, _ice.LocalCredentials));
        // To ask the neighbours for names would tell them of us, who want to be known to our TURN servers alone.
        _signalling = new Signalling(negotiation, _ice, asksForNames: !options.IsRelayOnly, _events);
    }

    public SessionState State => _progress.State;

    /// <summary>The STUN and TURN servers that help.</summary>
    public IceServers Servers { get; }

    public SignalingState SignalingState => _closed ? SignalingState.Closed : Negotiation.State;

    /// <summary>The largest message that can be sent, in bytes: the other end accepts it, and our buffer holds it.</summary>
    public long MaxMessageSize => Math.Min(Negotiation.RemoteMaxMessageSize, _options.Sctp.SendBufferSize);

    /// <summary>Datagrams that belonged to no layer, or came from where nobody had been authenticated.</summary>
    public long DroppedDatagrams { get; private set; }

    public SessionStats Stats => new()
    {
        Sent = _sent,
        Received = _received,
        IceRole = _ice.Role,
        SelectedPair = _ice.SelectedPair,
        DtlsState = _transport.State,
        IsDtlsClient = Negotiation.IsDtlsClient,
        Suite = _transport.Suite,
        LocalFingerprint = _options.Certificate.Fingerprint,
        RemoteFingerprint = _transport.RemoteFingerprint,
        DatagramOverhead = _transport.Overhead,
        IsSctpUp = _sctp.HasPeer,
        Sctp = _sctp.Stats,
    };

    /// <summary>The channels that are not closed.</summary>
    public IEnumerable<DataChannel> DataChannels => _channels.Channels;

    public Instant NextDeadline => Instant.Earlier(
        Instant.Earlier(_ice.NextDeadline, Servers.NextDeadline),
        Instant.Earlier(_transport.NextDeadline, _sctp.NextDeadline));

    private Negotiation Negotiation => _signalling.Negotiation;

    /// <summary>Candidates are to be gathered: <see cref="AddLocalAddress"/> for each, then <see cref="EndLocalAddresses"/>.</summary>
    public bool NeedsAddresses => _signalling.NeedsAddresses;

    /// <exception cref="InvalidOperationException">Not in this signalling state.</exception>
    public string CreateOffer() => _signalling.CreateOffer();

    /// <exception cref="InvalidOperationException">Not in this signalling state.</exception>
    public string CreateAnswer() => _signalling.CreateAnswer();

    /// <summary>
    /// Has the next offer restart ICE. All else goes on: the old path until there is a new one, and what is under way.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection has ended.</exception>
    public void RestartIce()
    {
        if (_progress.HasEnded) throw new InvalidOperationException("The connection has ended.");
        _signalling.RestartIce();
    }

    /// <exception cref="InvalidOperationException">Not in this signalling state, or not what was created last.</exception>
    public void SetLocalDescription(bool isOffer, string sdp, Instant now)
    {
        _signalling.SetLocal(isOffer, sdp);
        Advance(now);
    }

    /// <summary>Takes the other end's description, or says what is wrong with it.</summary>
    /// <exception cref="InvalidOperationException">Not in this signalling state.</exception>
    public bool TrySetRemoteDescription(bool isOffer, string sdp, Instant now, [NotNullWhen(false)] out string? problem)
    {
        if (!_signalling.TrySetRemote(isOffer, sdp, out problem)) return false;
        Advance(now);
        return true;
    }

    /// <summary>
    /// Takes a trickled candidate, or says what is wrong with it. An empty one says that there are no more. One that is
    /// well-formed and of no use is taken and left aside.
    /// </summary>
    /// <param name="line">The candidate-attribute.</param>
    /// <param name="fragment">The credentials it belongs to, where that is known and the line need not say it.</param>
    public bool TryAddRemoteCandidate(
        ReadOnlySpan<char> line, string? fragment, Instant now, [NotNullWhen(false)] out string? problem)
    {
        if (!_signalling.TryAddRemoteCandidate(line, fragment, out problem)) return false;
        Advance(now);
        return true;
    }

    /// <summary>Tells what a candidate's name stands for: an address, whose port does not count, or null for nothing.</summary>
    public void Resolve(MdnsName name, TransportAddress? address, Instant now)
    {
        _signalling.Resolve(name, address);
        Advance(now);
    }

    /// <summary>Gives the session a bound local address to send from.</summary>
    /// <param name="address">The address and port.</param>
    /// <param name="localPreference">Higher is preferred (RFC 8445 section 5.1.2.1).</param>
    /// <param name="name">What the other end is told instead of the address; null for the address itself.</param>
    public void AddLocalAddress(in TransportAddress address, ushort localPreference, MdnsName? name = null)
    {
        if (_options.IsRelayOnly) return;
        _signalling.Tell((_ice.AddLocalCandidate(address, localPreference) with { HostName = name?.ToString() }).ToString());
    }

    /// <summary>Gives the session an address for TCP: one that we listen at, or one that we connect from.</summary>
    /// <param name="address">The address and port; <see cref="Candidate.ActivePort"/> where we connect from.</param>
    /// <param name="localPreference">Higher is preferred.</param>
    /// <param name="type">Which of the two it is.</param>
    /// <param name="name">As in <see cref="AddLocalAddress"/>.</param>
    public void AddTcpAddress(in TransportAddress address, ushort localPreference, TcpCandidateType type, MdnsName? name)
    {
        if (_options.IsRelayOnly) return;
        _signalling.Tell((_ice.AddTcpCandidate(address, localPreference, type) with { HostName = name?.ToString() }).ToString());
    }

    /// <summary>The TCP connection of a path is gone, or did not come about.</summary>
    public void LoseConnection(in TransportPath path, Instant now)
    {
        _ice.LoseConnection(path, now);
        Advance(now);
    }

    /// <summary>Whether somebody of this session is known to be at the other end of that path.</summary>
    public bool IsValidated(in TransportPath path) => _ice.IsValidated(path);

    /// <summary>No more local addresses come. What servers have given before is signalled again, where it is there still.</summary>
    public void EndHostAddresses(Instant now)
    {
        _signalling.NeedsAddresses = false;
        Servers.Repeat();
        Advance(now);
    }

    /// <summary>No more local addresses come, and no more candidates of servers.</summary>
    public void EndLocalAddresses(Instant now)
    {
        if (NeedsAddresses) EndHostAddresses(now);
        _ice.EndLocalCandidates();
        _signalling.Tell("");
        Advance(now);
    }

    /// <summary>A port is closed, since its address is no more.</summary>
    public void LosePort(in TransportAddress address, Instant now)
    {
        Servers.LosePort(address, now);
        Advance(now);
    }

    /// <exception cref="ArgumentException">The channel cannot be made as asked.</exception>
    /// <exception cref="InvalidOperationException">No stream is left, or the one asked for is taken.</exception>
    public DataChannel CreateDataChannel(DataChannelInit init, Instant now) => _channels.Create(init, now);

    public SendResult Send(DataChannel channel, bool isText, ReadOnlySpan<byte> payload, Instant now) =>
        _channels.Send(channel, isText, payload, now);

    public void CloseDataChannel(DataChannel channel, Instant now)
    {
        _channels.Close(channel, now);
        Advance(now);
    }

    /// <summary>The application has read so many payload bytes: the other end may send as many more.</summary>
    public void Consume(int bytes) => _sctp.Consume(bytes);

    /// <summary>Ends the session at once. What is written afterwards tells the other end.</summary>
    public void Close(Instant now)
    {
        if (_closed) return;
        _closed = true;
        End(SessionState.Closed, null, now);
        Advance(now);
    }

    /// <param name="datagram">Opened in place: its content is gone afterwards.</param>
    /// <param name="path">Where it came in, and from where.</param>
    /// <param name="now">The time.</param>
    public void Receive(Span<byte> datagram, in TransportPath path, Instant now)
    {
        _received = _received.With(datagram.Length);
        if (!Servers.TryReceive(datagram, path, now, out var payload, out var inner)) ReceiveFromPeer(datagram, path, now);
        else if (!payload.IsEmpty) ReceiveFromPeer(payload, inner, now);
        Advance(now);
    }

    /// <summary>A datagram of that size could not leave this machine, since the link is too narrow for it.</summary>
    public void OnDatagramRefused(int size, Instant now) => _sctp.OnPacketRefused(size - _transport.Overhead, now);

    public void Tick(Instant now)
    {
        Servers.Tick(now);
        _ice.Tick(now);
        _transport.Tick(now);
        _sctp.Tick(now);
        Advance(now);
    }

    /// <summary>Pulls the next datagram: STUN first, then the handshake, then data.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        if (!TryWriteNext(destination, now, out length, out path)) return false;
        _sent = _sent.With(length);
        return true;
    }

    public bool TryNextEvent([NotNullWhen(true)] out SessionEvent? sessionEvent) => _events.TryDequeue(out sessionEvent);

    /// <summary>What happened on the channels, in order.</summary>
    public bool TryNextChannelEvent(out DataChannelEvent channelEvent) => _channels.TryNextEvent(out channelEvent);

    /// <summary>Gives up the keys. Nothing else may be called afterwards.</summary>
    public void Dispose() => _transport.Dispose();

    private bool TryWriteNext(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        if (Servers.TryWrite(destination, now, out length, out path)) return true;
        if (Servers.TryWriteCheck(destination, now, out length, out path)) return true;
        if (_ice.SelectedPath is { } selected)
        {
            var datagram = Servers.RoomFor(selected, destination, _options.MaxDatagramSize);
            while (TryWriteSecure(datagram, now, out length))
            {
                path = selected;
                if (length > Servers.MaxSizeOn(selected)) OnDatagramRefused(length, now);
                else if (Servers.TryWrap(destination, ref length, ref path, now)) return true;
            }
        }
        if (!_closed) return false;
        Servers.Close();
        if (Servers.TryWrite(destination, now, out length, out path)) return true;
        _ice.Close();
        return false;
    }

    private void ReceiveFromPeer(Span<byte> datagram, in TransportPath path, Instant now)
    {
        switch (Demultiplexer.Classify(datagram))
        {
            case DatagramKind.Stun:
                _ice.Receive(datagram, path, now);
                break;
            case DatagramKind.Dtls when _ice.IsValidated(path):
                if (_transport.HasBegun) ReceiveSecure(datagram, now);
                else _transport.KeepEarly(datagram, path);
                break;
            default:
                DroppedDatagrams++;
                break;
        }
    }

    private bool TryWriteSecure(Span<byte> datagram, Instant now, out int length)
    {
        if (_transport.TryWrite(datagram, now, out length) || _transport.TryWrite(datagram, _sctp, now, out length)) return true;
        if (!_closed) return false;
        // The ABORT has gone out; close_notify is the last that is said.
        _transport.Close();
        return _transport.TryWrite(datagram, now, out length);
    }

    private void ReceiveSecure(Span<byte> datagram, Instant now)
    {
        while (_transport.TryReadRecord(ref datagram, now, out var data))
        {
            if (!data.IsEmpty) _sctp.Receive(data, now);
        }
    }

    // Carries the events of each layer to the layer above.
    private void Advance(Instant now)
    {
        while (Servers.TryNextEvent(out var serverEvent)) Handle(serverEvent);
        while (_ice.TryNextEvent(out var iceEvent)) Handle(iceEvent, now);
        FollowPath(now);
        if (!_transport.HasBegun && (_ice.SelectedPath is not null || _transport.HasEarlyDatagrams)) TryBeginSecure(now);
        while (_transport.TryNextEvent(out var dtlsEvent)) Handle(dtlsEvent, now);
        while (_sctp.TryNextEvent(out var sctpEvent)) Handle(sctpEvent, now);
    }

    // Without a path the association rests; on another one it finds out at once what was lost on the one before.
    private void FollowPath(Instant now)
    {
        if (_path == _ice.SelectedPath) return;
        _path = _ice.SelectedPath;
        if (_path is null) _sctp.Suspend();
        else
        {
            _sctp.Resume(now, isStream: _path is { Protocol: TransportProtocol.Tcp });
            _events.Enqueue(new SessionEvent.PathChanged());
        }
    }

    private void TryBeginSecure(Instant now)
    {
        if (Negotiation.IsDtlsClient is not { } isClient) return;
        var options = _options.DtlsOptionsFor(isClient, Negotiation.RemoteFingerprints);
        _sctp.LimitProbes(_options.PacketFor(Negotiation.Remote?.Data.MaxDatagramSize));
        _transport.Begin(options, _ice.RoundTripTime, now);
        while (_transport.TryTakeEarly(out var early))
        {
            // Before the answer anybody who has heard the offer could be the other end; now it is known who is.
            if (_ice.IsValidated(early.Path)) ReceiveSecure(early.Datagram, now);
        }
    }

    private void Handle(ServerEvent serverEvent)
    {
        if (serverEvent is ServerEvent.Found { Candidate: var candidate }) _signalling.Tell(candidate.ToString());
        else _events.Enqueue(new SessionEvent.ServerChanged(serverEvent));
    }

    private void Handle(IceEvent iceEvent, Instant now)
    {
        Servers.Handle(iceEvent, now);
        if (iceEvent is IceEvent.StateChanged { State: var state }) _progress.OnIce(state, _transport.IsConnected);
    }

    private void Handle(DtlsEvent dtlsEvent, Instant now)
    {
        switch (dtlsEvent)
        {
            case DtlsEvent.Connected:
                _progress.OnSecured();
                _channels.SetRole(Negotiation.IsDtlsClient == true, now);
                _sctp.Connect(now, _ice.RoundTripTime ?? UnknownRoundTrip);
                break;
            case DtlsEvent.Closed:
                End(SessionState.Closed, SessionFailure.ClosedByRemote, now);
                break;
            case DtlsEvent.Failed failed:
                End(SessionState.Failed, SessionFailure.Of(failed), now);
                break;
        }
    }

    private void Handle(in SctpEvent sctpEvent, Instant now)
    {
        if (sctpEvent.Kind == SctpEventKind.SendBufferAvailable) _events.Enqueue(new SessionEvent.SendBufferAvailable());
        if (sctpEvent.Kind == SctpEventKind.Closed && SessionFailure.Of(sctpEvent) is { } failure)
        {
            var isInGoodOrder = failure.Kind == SessionFailureKind.ClosedByRemote;
            End(isInGoodOrder ? SessionState.Closed : SessionState.Failed, failure, now);
        }
        _channels.Handle(sctpEvent, now);
    }

    private void End(SessionState state, SessionFailure? failure, Instant now)
    {
        if (_progress.TryEnd(state, failure)) _sctp.Abort("closed", now);
    }
}

using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Io.Servers;
using RtcPeer.WebRtc.Io.Stats;
using RtcPeer.WebRtc.Io.Tcp;
using RtcPeer.WebRtc.Mdns;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Session;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// A connection to another WebRTC endpoint, for data channels alone (W3C WebRTC, RTCPeerConnection). All members may
/// be called from any thread.
/// </summary>
public sealed class RtcPeerConnection : IAsyncDisposable
{
    private const int ConsumptionReport = 64 * 1024;

    private readonly bool _runsInline;
    private readonly RtcCertificate? _ownCertificate;
    private readonly PeerSession _session;
    private readonly SessionLoop _loop;
    private readonly HostFilter _hosts;
    private readonly NetworkWatcher _network;
    private readonly TcpLinks? _tcp;
    private readonly MdnsHost _mdns;
    private readonly bool _hidesAddresses;
    private readonly ServerLinks _serverLinks;
    private readonly ServerGathering? _servers;
    private readonly Dictionary<DataChannel, RtcDataChannel> _channels = [];
    private readonly Channel<RtcPeerConnectionEvent> _events = Channel.CreateUnbounded<RtcPeerConnectionEvent>();
    private TaskCompletionSource _room = NewRoom();
    private RtcFailure? _failure;
    private int _unreported;

    /// <summary>Makes a connection that waits for its negotiation.</summary>
    /// <param name="configuration">How it is to be made; null for the defaults.</param>
    /// <param name="loggerFactory">Where it logs; null for nowhere.</param>
    /// <exception cref="ArgumentException">An ICE server is not given as it has to be.</exception>
    public RtcPeerConnection(RtcConfiguration? configuration = null, ILoggerFactory? loggerFactory = null)
    {
        configuration ??= new RtcConfiguration();
        foreach (var server in configuration.IceServers) server.Validate();
        var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<RtcPeerConnection>();
        _runsInline = configuration.AllowSynchronousContinuations;
        _ownCertificate = configuration.Certificate is null ? RtcCertificate.Generate() : null;
        var options = new PeerSessionOptions
        {
            Certificate = (configuration.Certificate ?? _ownCertificate!).Certificate,
            Sctp = new SctpOptions { MaxMessageSize = configuration.MaxMessageSize },
            IsRelayOnly = configuration.IceTransportPolicy == RtcIceTransportPolicy.Relay,
            MaxDatagramSize = configuration.MaxDatagramSize,
            HidesHostAddresses = configuration.HideHostAddresses,
        };
        _session = new PeerSession(options, new SystemEntropy());
        _loop = new SessionLoop(_session, Dispatch, logger);
        if (configuration.AllowTcp) _loop.Tcp = _tcp = new TcpLinks(_loop, _session, logger);
        _hosts = HostFilter.Of(configuration);
        _network = new NetworkWatcher(_hosts, OnNetworkChanged);
        _mdns = new MdnsHost(_hosts, OnNameResolved, logger);
        _hidesAddresses = configuration.HideHostAddresses;
        _serverLinks = new ServerLinks(_loop, _session);
        if (configuration.IceServers.Count > 0) _servers = new ServerGathering(configuration, _serverLinks, Report);
    }

    /// <summary>How far offer and answer have come.</summary>
    public RtcSignalingState SignalingState
    {
        get
        {
            using var turn = _loop.Enter();
            return (RtcSignalingState)_session.SignalingState;
        }
    }

    /// <summary>The state of the connection as a whole.</summary>
    public RtcPeerConnectionState ConnectionState
    {
        get
        {
            using var turn = _loop.Enter();
            return (RtcPeerConnectionState)_session.State;
        }
    }

    /// <summary>
    /// The largest message that can be sent, in bytes: what the other end accepts (RFC 8841 section 6), up to 2 MiB;
    /// 65,536 as long as its description is not known.
    /// </summary>
    public long MaxMessageSize
    {
        get
        {
            using var turn = _loop.Enter();
            return _session.MaxMessageSize;
        }
    }

    /// <summary>What happens to the connection, in order; completes when <see cref="CloseAsync"/> has ended it.</summary>
    public ChannelReader<RtcPeerConnectionEvent> Events => _events.Reader;

    /// <summary>Creates a data channel (RFC 8832). Before the connection is up, it opens with it.</summary>
    /// <param name="label">Its name, at most 65,535 bytes of UTF-8.</param>
    /// <param name="init">How it is to be; null for reliable and ordered.</param>
    /// <exception cref="ArgumentException">The label is too long, or the options contradict each other.</exception>
    /// <exception cref="InvalidOperationException">The id is taken, none is left, or the connection is closed.</exception>
    public RtcDataChannel CreateDataChannel(string label, RtcDataChannelInit? init = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        init ??= new RtcDataChannelInit();
        using var turn = _loop.Enter();
        if (_session.SignalingState == Session.SignalingState.Closed)
        {
            throw new InvalidOperationException("The connection is closed.");
        }
        var asked = new DataChannelInit(label)
        {
            Protocol = init.Protocol,
            Ordered = init.Ordered,
            MaxRetransmits = init.MaxRetransmits,
            MaxPacketLifeTime = init.MaxPacketLifeTime is { } lifetime ? TimeSpan.FromMilliseconds(lifetime) : null,
            Negotiated = init.Negotiated,
            Id = init.Id,
        };
        var channel = _session.CreateDataChannel(asked, turn.Now);
        return _channels[channel] = new RtcDataChannel(this, channel, _runsInline);
    }

    /// <summary>Makes an offer (RFC 8829 section 5.2).</summary>
    /// <exception cref="InvalidOperationException">An offer of the other end waits, or the connection is closed.</exception>
    public RtcSessionDescription CreateOffer()
    {
        using var turn = _loop.Enter();
        return new RtcSessionDescription(RtcSdpType.Offer, _session.CreateOffer());
    }

    /// <summary>Makes the answer to the offer that <see cref="SetRemoteDescription"/> took (RFC 8829 section 5.3).</summary>
    /// <exception cref="InvalidOperationException">There is no offer to answer.</exception>
    public RtcSessionDescription CreateAnswer()
    {
        using var turn = _loop.Enter();
        return new RtcSessionDescription(RtcSdpType.Answer, _session.CreateAnswer());
    }

    /// <summary>
    /// Has the next offer restart ICE (W3C WebRTC, restartIce): both ends look for paths anew, on the addresses that they
    /// have now, while channels and messages stay as they are. <see cref="RtcPeerConnectionEvent.NegotiationNeeded"/> tells
    /// when to make that offer. Before the first negotiation there is nothing to restart.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection has ended.</exception>
    public void RestartIce()
    {
        using var turn = _loop.Enter();
        _session.RestartIce();
    }

    /// <summary>
    /// Takes what was created last as our description; the first one, and each that restarts ICE, begins to gather
    /// candidates.
    /// </summary>
    /// <param name="description">What <see cref="CreateOffer"/> or <see cref="CreateAnswer"/> gave.</param>
    /// <exception cref="InvalidOperationException">Not in this signalling state, or not what was created last.</exception>
    public void SetLocalDescription(RtcSessionDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        using var turn = _loop.Enter();
        _session.SetLocalDescription(description.Type == RtcSdpType.Offer, description.Sdp, turn.Now);
        if (!_session.NeedsAddresses) return;
        _loop.OpenPorts(HostAddresses.Find(_hosts), NameFor, turn.Now);
        _session.EndHostAddresses(turn.Now);
        if (_servers is null) _session.EndLocalAddresses(turn.Now);
        else _servers.Start();
    }

    /// <summary>Takes the other end's offer or answer. An offer takes the place of one of ours that is not answered yet.</summary>
    /// <param name="description">What came through the signalling.</param>
    /// <exception cref="RtcNegotiationException">The description cannot be used.</exception>
    /// <exception cref="InvalidOperationException">Not in this signalling state.</exception>
    public void SetRemoteDescription(RtcSessionDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        using var turn = _loop.Enter();
        var isOffer = description.Type == RtcSdpType.Offer;
        if (!_session.TrySetRemoteDescription(isOffer, description.Sdp, turn.Now, out var problem))
        {
            throw new RtcNegotiationException(problem);
        }
    }

    /// <summary>
    /// Takes a candidate of the other end; an empty one for the end of candidates. A name that hides an address, as
    /// browsers have them, is asked for in the network (multicast DNS). One of no use here is left aside.
    /// </summary>
    /// <param name="candidate">What came through the signalling, after the description it belongs to.</param>
    /// <exception cref="RtcNegotiationException">The candidate is malformed.</exception>
    public void AddIceCandidate(RtcIceCandidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        using var turn = _loop.Enter();
        if (!_session.TryAddRemoteCandidate(candidate.Candidate, candidate.UsernameFragment, turn.Now, out var problem))
        {
            throw new RtcNegotiationException(problem);
        }
    }

    /// <summary>
    /// What the connection tells of itself now (W3C WebRTC, getStats); once it is closed, how it stood at the end.
    /// </summary>
    public RtcStatsReport GetStats()
    {
        using var turn = _loop.Enter();
        return StatsReading.Read(_session.Stats, _session.DataChannels);
    }

    /// <summary>Ends the connection at once and tells the other end. What has not been acknowledged may be lost.</summary>
    public async Task CloseAsync()
    {
        _network.Dispose();
        using (var turn = _loop.Enter()) _session.Close(turn.Now);
        _loop.Dispose();
        if (_tcp is not null) await _tcp.DisposeAsync().ConfigureAwait(false);
        await _mdns.DisposeAsync().ConfigureAwait(false);
        if (_servers is not null) await _servers.DisposeAsync().ConfigureAwait(false);
        _ownCertificate?.Dispose();
        _events.Writer.TryComplete();
    }

    /// <summary>As <see cref="CloseAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    /// <summary>Hands a message to the session. False where there is no room: try again after <paramref name="room"/>.</summary>
    internal bool TrySend(DataChannel channel, bool isText, ReadOnlySpan<byte> payload, out Task room)
    {
        using var turn = _loop.Enter();
        room = _room.Task;
        if (payload.Length > _session.MaxMessageSize) throw new RtcMessageTooLargeException(payload.Length, _session.MaxMessageSize);
        return _session.Send(channel, isText, payload, turn.Now) switch
        {
            SendResult.Accepted => true,
            SendResult.Full => false,
            _ => throw NotOpen(),
        };
    }

    /// <summary>The application has read that many bytes. The session is told of them in larger portions.</summary>
    internal void Consume(int bytes)
    {
        if (Interlocked.Add(ref _unreported, bytes) < ConsumptionReport) return;
        using var turn = _loop.Enter();
        _session.Consume(Interlocked.Exchange(ref _unreported, 0));
    }

    internal void CloseDataChannel(DataChannel channel)
    {
        using var turn = _loop.Enter();
        _session.CloseDataChannel(channel, turn.Now);
    }

    internal long BufferedAmountOf(DataChannel channel)
    {
        using var turn = _loop.Enter();
        return channel.BufferedAmount;
    }

    internal RtcConnectionException NotOpen() => _failure is { } failure
        ? new RtcConnectionException($"The data channel is not open: {failure.Message}.", failure)
        : new RtcConnectionException("The data channel is not open.");

    private MdnsName? NameFor(IPAddress address) => _hidesAddresses ? _mdns.NameOf(address) : null;

    private void OnNameResolved(MdnsName name, TransportAddress? address) => _loop.Guard(() =>
    {
        using var turn = _loop.Enter();
        if (!_loop.IsDisposed) _session.Resolve(name, address, turn.Now);
    });

    private void OnNetworkChanged(IReadOnlyList<IPAddress> addresses)
    {
        _mdns.OnNetworkChanged();
        using var turn = _loop.Enter();
        if (!_loop.UsesOthersThan(addresses)) return;
        _events.Writer.TryWrite(new RtcPeerConnectionEvent.NetworkChanged());
    }

    private void Report(IceServerUrl url, TurnFailure failure) => _events.Writer.TryWrite(
        new RtcPeerConnectionEvent.IceCandidateError(url.Text, (int?)failure.Code ?? RtcPeerConnectionEvent.IceCandidateError.NoContact, failure.Message));

    private static TaskCompletionSource NewRoom() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Runs under the gate: everything here only hands on. One reader is woken after that, the others at once.
    private IWaiter? Dispatch(PeerSession session)
    {
        IWaiter? waiter = null;
        while (session.TryNextEvent(out var sessionEvent)) Handle(sessionEvent);
        while (session.TryNextChannelEvent(out var channelEvent))
        {
            if (Handle(channelEvent) is not { } reader || reader == waiter) continue;
            waiter?.Wake(mayRunHere: false);
            waiter = reader;
        }
        return waiter;
    }

    private IWaiter? Handle(in DataChannelEvent channelEvent)
    {
        if (!_channels.TryGetValue(channelEvent.Channel, out var channel))
        {
            channel = _channels[channelEvent.Channel] = new RtcDataChannel(this, channelEvent.Channel, _runsInline);
            _events.Writer.TryWrite(new RtcPeerConnectionEvent.DataChannel(channel));
        }
        switch (channelEvent.Kind)
        {
            case DataChannelEventKind.Opened:
                channel.OnOpened();
                break;
            case DataChannelEventKind.Message:
                return channel.OnMessage(channelEvent);
            case DataChannelEventKind.Closed:
                _channels.Remove(channelEvent.Channel);
                channel.OnClosed(channelEvent.IsClean ? RtcChannelClosure.Clean : RtcChannelClosure.ConnectionLost);
                break;
        }
        return null;
    }

    private void Handle(SessionEvent sessionEvent)
    {
        switch (sessionEvent)
        {
            case SessionEvent.LocalCandidate found:
                _events.Writer.TryWrite(new RtcPeerConnectionEvent.IceCandidate(
                    new RtcIceCandidate(found.Line, found.Mid, found.MLineIndex, found.UsernameFragment)));
                break;
            case SessionEvent.NameToResolve { Name: var name }:
                _mdns.Resolve(name);
                break;
            case SessionEvent.NegotiationNeeded:
                _events.Writer.TryWrite(new RtcPeerConnectionEvent.NegotiationNeeded());
                break;
            case SessionEvent.PathChanged:
                _events.Writer.TryWrite(new RtcPeerConnectionEvent.SelectedCandidatePairChanged());
                break;
            case SessionEvent.ServerChanged changed:
                _serverLinks.Handle(changed.Server);
                break;
            case SessionEvent.SendBufferAvailable:
                _room.SetResult();
                _room = NewRoom();
                break;
            case SessionEvent.StateChanged { State: var state, Failure: var failure }:
                _failure = failure is null
                    ? null
                    : new RtcFailure((RtcFailureKind)failure.Kind, failure.Message) { MayRestartIce = failure.MayRestartIce };
                _events.Writer.TryWrite(new RtcPeerConnectionEvent.ConnectionStateChanged(
                    (RtcPeerConnectionState)state, _failure));
                break;
        }
    }
}

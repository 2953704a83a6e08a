using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Piping;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Trust;
using RtcPeer.WebRtc.Io;
using RtcPeer.WebRtc.Io.Stats;

namespace RtcPeer.Peer.Connecting;

/// <summary>A connection together with the one channel that the conversation needs of it.</summary>
internal sealed class ChannelConnection : INegotiatedConnection, IAsyncDisposable
{
    private static readonly RtcFailure NoPathInTime = new(RtcFailureKind.Lost, "the other end no longer answers");

    private readonly PeerRole _role;
    private readonly string _label;
    private readonly ChannelUse _use;
    private readonly IChannelConnectionObserver _observer;
    private readonly ILogger _logger;
    private readonly RtcPeerConnection _connection;
    private readonly TaskCompletionSource<RtcFailure> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _refusals = [];
    private readonly Channel<RtcDataChannel> _incoming = System.Threading.Channels.Channel.CreateUnbounded<RtcDataChannel>();
    private readonly Task _pump;
    private Task _opening = Task.CompletedTask;
    private readonly PathPatience _patience;
    private readonly PathReport _path;
    private readonly CancellationTokenSource _dismissal = new();
    private Task? _givingUp;
    private Task? _closing;

    public ChannelConnection(
        PeerRole role,
        string label,
        ChannelUse use,
        RtcConfiguration configuration,
        TimeSpan? patience,
        IChannelConnectionObserver observer,
        ILoggerFactory loggerFactory)
    {
        _patience = new PathPatience(patience, () => GiveUp(NoPathInTime));
        _role = role;
        _label = label;
        _use = use;
        _observer = observer;
        _logger = loggerFactory.CreateLogger<ChannelConnection>();
        _path = new PathReport(_logger);
        _connection = new RtcPeerConnection(configuration, loggerFactory);
        _pump = PumpAsync();
    }

    public PeerRole Role => _role;

    /// <summary>The channel of the conversation; a callee has none before the caller has opened it, and a caller none before the answer.</summary>
    public RtcDataChannel? Channel { get; private set; }

    /// <summary>Whether what goes over the channel is a pipe; messages otherwise.</summary>
    public bool IsPipe => Channel?.Protocol == PipeWire.Protocol;

    /// <summary>Completes when the other end has shown at the relay that it has the channel too; null where it is none that does.</summary>
    public Task? Announced { get; set; }

    /// <summary>Cancelled where no other connection is to take the place of this one.</summary>
    public CancellationToken Dismissed => _dismissal.Token;

    /// <summary>Channels beside that one, of the protocol that more are welcome for. Whoever asks for such has to take them.</summary>
    public ChannelReader<RtcDataChannel> Incoming => _incoming.Reader;

    /// <summary>What the other end calls itself at the relay; any text at all. Empty before the channel is open.</summary>
    public string Remote { get; set; } = "";

    /// <summary>By what the other end has proven to be the same as before; null where it has not come to that.</summary>
    public string? RemoteFingerprint => GetStats().Transport.RemoteCertificate?.Fingerprint;

    /// <summary>For how long there has been no path.</summary>
    public TimeSpan PathLostFor => _patience.Elapsed;

    /// <summary>When its offer was last sent, or came; a timestamp.</summary>
    public required long Began { get; set; }

    /// <summary>From its offer to the open channel; null before that.</summary>
    public TimeSpan? ConnectTime { get; set; }

    /// <summary>The name of a channel that the other end has opened in place of the one that was expected.</summary>
    public string? RefusedLabel { get; private set; }

    /// <summary>Completes with the reason, if the connection fails.</summary>
    public Task<RtcFailure> Failed => _failed.Task;

    /// <summary>Whether nothing of a discarded connection is at work any more.</summary>
    public bool HasEnded => _closing is { IsCompleted: true };

    public RtcPeerConnectionState State => _connection.ConnectionState;

    /// <summary>The largest message that can be sent to the other end, in bytes.</summary>
    public int MaxMessageSize => (int)Math.Min(_connection.MaxMessageSize, Array.MaxLength / 2);

    /// <summary>How the connection stands, or stood at its end.</summary>
    public RtcStatsReport GetStats() => _connection.GetStats();

    /// <summary>Who is at the two ends, as far as this one can see; once the channel is open.</summary>
    /// <param name="uuid">Our name in the room.</param>
    public TrustContext TrustContext(string uuid)
    {
        var transport = GetStats().Transport;
        var (own, other) = (transport.LocalCertificate.Fingerprint, transport.RemoteCertificate?.Fingerprint ?? "");
        return _role == PeerRole.Caller
            ? new TrustContext(true, uuid, Remote, own, other)
            : new TrustContext(false, Remote, uuid, other, own);
    }

    /// <summary>Creates a channel beside that of the conversation.</summary>
    /// <exception cref="InvalidOperationException">The connection has ended.</exception>
    public RtcDataChannel Open(string label, string protocol) =>
        _connection.CreateDataChannel(label, new RtcDataChannelInit { Protocol = protocol });

    /// <summary>Tells how it goes, now and whenever that changes.</summary>
    /// <param name="name">What the other end is called, where there may be several.</param>
    public void TellPath(string? name = null) => _path.Begin(GetStats(), ConnectTime ?? default, name);

    public RtcSessionDescription Offer()
    {
        var offer = _connection.CreateOffer();
        _connection.SetLocalDescription(offer);
        return offer;
    }

    public RtcSessionDescription Answer(RtcSessionDescription offer)
    {
        _connection.SetRemoteDescription(offer);
        var answer = _connection.CreateAnswer();
        _connection.SetLocalDescription(answer);
        return answer;
    }

    /// <remarks>
    /// The channel of a caller is created here and not with the offer: by now it is known whether the other end takes a pipe.
    /// </remarks>
    public void Accept(RtcSessionDescription answer, bool takesPipes)
    {
        _connection.SetRemoteDescription(answer);
        if (Channel is null)
        {
            Channel = _connection.CreateDataChannel(
                _label, new RtcDataChannelInit { Protocol = takesPipes && _use.TakesPipes ? PipeWire.Protocol : "" });
            _opening = AwaitOpenAsync(Channel);
        }
    }

    public void RestartIce() => _connection.RestartIce();

    /// <summary>Nothing can be done about a lost path: ends the connection.</summary>
    public void GiveUp(RtcFailure failure) => _givingUp ??= GiveUpAsync(failure);

    /// <summary>
    /// It is said at the relay that the other end will not go on: no other connection takes the place of this one. To end it is
    /// for the other end alone, since anybody in the room could say so.
    /// </summary>
    public void Dismiss() => _dismissal.Cancel();

    public void Add(RtcIceCandidate candidate) => _connection.AddIceCandidate(candidate);

    public void Discard() => _closing ??= CloseAsync();

    /// <summary>
    /// Parts in good order with the other end of a connection that nobody has used yet. (That end may have its channel open
    /// already while we still wait to hear so.)
    /// </summary>
    public async Task PartAsync(CancellationToken cancellationToken)
    {
        if (Channel is null || State != RtcPeerConnectionState.Connected)
        {
            return;
        }

        try
        {
            await Channel.CloseAsync(cancellationToken);
        }
        catch (Exception e) when (e is RtcConnectionException or OperationCanceledException)
        {
            // It cannot be had.
        }
    }

    /// <summary>Why the connection failed; null where it did not. The channel may know of its end a moment before.</summary>
    public async Task<string?> ReasonAsync(TimeSpan timeout)
    {
        await Task.WhenAny(Failed, Task.Delay(timeout));
        return Failed.IsCompletedSuccessfully ? (await Failed).Message : null;
    }

    /// <summary>Ends the connection and waits until nothing of it is at work any more.</summary>
    public async ValueTask DisposeAsync() => await (_closing ??= CloseAsync());

    private async Task CloseAsync()
    {
        await _connection.DisposeAsync();
        await _pump;
        _incoming.Writer.TryComplete();
        await _patience.DisposeAsync();
        await (_givingUp ?? Task.CompletedTask);
        await _opening;
        await Task.WhenAll(_refusals);
    }

    private async Task AwaitOpenAsync(RtcDataChannel channel)
    {
        try
        {
            await channel.Opened;
            await _observer.OpenedAsync(this);
        }
        catch (RtcConnectionException e)
        {
            await FailAsync(e.Failure ?? new RtcFailure(RtcFailureKind.ClosedByRemote, e.Message));
        }
    }

    private async Task PumpAsync()
    {
        await foreach (var happened in _connection.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case RtcPeerConnectionEvent.IceCandidate found:
                    await _observer.CandidateFoundAsync(this, found.Candidate);
                    break;
                case RtcPeerConnectionEvent.IceCandidateError { ErrorCode: RtcPeerConnectionEvent.IceCandidateError.NoContact } error:
                    _logger.ServerOfNoUse(error.Url, error.ErrorText);
                    break;
                case RtcPeerConnectionEvent.IceCandidateError error:
                    _logger.ServerRefused(error.Url, error.ErrorText, error.ErrorCode);
                    break;
                case RtcPeerConnectionEvent.DataChannel { Channel: var channel } when IsTheOne(channel):
                    Channel = channel;
                    await _observer.OpenedAsync(this);
                    break;
                case RtcPeerConnectionEvent.DataChannel { Channel: var channel } when channel.Protocol == _use.MoreProtocol:
                    _incoming.Writer.TryWrite(channel);
                    break;
                case RtcPeerConnectionEvent.DataChannel { Channel: var channel }:
                    // The first is worth a line; more of them are the doing of the other end, which is not to fill the screen.
                    _logger.ChannelRefused(
                        _refusals.Count == 0 ? LogLevel.Warning : LogLevel.Debug, channel.Label, _label);
                    RefusedLabel ??= channel.Label;
                    _refusals.Add(RefuseAsync(channel));
                    break;
                case RtcPeerConnectionEvent.SelectedCandidatePairChanged:
                    _path.Follow(GetStats().SelectedCandidatePair);
                    break;
                case RtcPeerConnectionEvent.NetworkChanged:
                    await _observer.NetworkChangedAsync(this);
                    break;
                case RtcPeerConnectionEvent.NegotiationNeeded:
                    await _observer.NegotiationNeededAsync(this);
                    break;
                case RtcPeerConnectionEvent.ConnectionStateChanged changed:
                    await FollowAsync(changed);
                    break;
            }
        }
    }

    private async Task FollowAsync(RtcPeerConnectionEvent.ConnectionStateChanged changed)
    {
        var (state, failure) = (changed.State, changed.Failure);
        _logger.StateChanged(state == RtcPeerConnectionState.Disconnected ? LogLevel.Warning : LogLevel.Debug, state);
        var isPathLost = failure?.MayRestartIce ?? state == RtcPeerConnectionState.Disconnected;
        if (isPathLost && Channel is { Opened.IsCompletedSuccessfully: true })
        {
            _patience.Begin();
            await _observer.PathLostAsync(this, failure);
        }
        else if (failure is not null)
        {
            await FailAsync(failure);
        }
        else if (state == RtcPeerConnectionState.Connected && await _patience.TryEndAsync())
        {
            _logger.PathFound();
        }
    }

    private async Task GiveUpAsync(RtcFailure failure)
    {
        await FailAsync(failure);
        await _connection.CloseAsync();
    }

    private bool IsTheOne(RtcDataChannel channel) =>
        _role == PeerRole.Callee && Channel is null && channel.Label == _label;

    /// <summary>A channel that nobody reads would fill its window and then stand still: better that the other end knows.</summary>
    private static async Task RefuseAsync(RtcDataChannel channel)
    {
        try
        {
            await channel.CloseAsync();
        }
        catch (RtcConnectionException)
        {
            // It went with the connection.
        }
    }

    private async Task FailAsync(RtcFailure failure)
    {
        if (_failed.TrySetResult(failure))
        {
            if (Channel is { Opened.IsCompletedSuccessfully: true })
            {
                // However soon it is over, it is heard of as open first.
                await _opening;
            }

            await _observer.FailedAsync(this, failure);
        }
    }
}

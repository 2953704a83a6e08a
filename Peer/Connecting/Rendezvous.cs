using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Connecting;

/// <summary>
/// Meets the other peers through the relay and opens a channel to each. All that happens (at the relay, to connections,
/// and with time) is worked off by one loop, so that what it decides needs no locks. The loop goes on during the
/// conversation, for what the relay still brings: more peers, where there is room for them.
/// </summary>
internal sealed class Rendezvous : IChannelConnectionObserver, IAsyncDisposable
{
    /// <summary>How long the other ends have, when we end, to close channels that no conversation came to.</summary>
    private static readonly TimeSpan PartingGrace = TimeSpan.FromSeconds(1);

    private readonly PeerOptions _options;
    private readonly bool _readsInline;
    private readonly bool _takesPipes;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ILogger _logger;
    private readonly ILoggerFactory _loggerFactory;
    private readonly RelayIceServers _relayServers;
    private readonly SignallingClient _signalling;
    private readonly Negotiator _negotiator;
    private readonly PathKeepers _keepers;
    private readonly Lazy<RtcCertificate> _certificate = new(RtcCertificate.Generate);
    private readonly List<ChannelConnection> _connections = [];
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(64);
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<ChannelConnection> _open = [];
    private readonly HashSet<ChannelConnection> _renewing = [];
    private readonly Channel<ChannelConnection> _opened = Channel.CreateUnbounded<ChannelConnection>();
    private readonly Task _listening;
    private readonly Task _running;
    private int _openedCount;
    private bool _joined;
    private long? _offered;
    private RtcFailure? _lastFailure;

    /// <param name="readsInline">Whoever reads the channel does so on the thread that receives, and never blocks it.</param>
    /// <param name="takesPipes">Whether what goes over the channel may be a pipe.</param>
    public Rendezvous(PeerOptions options, ILoggerFactory loggerFactory, bool readsInline = false, bool takesPipes = false, TimeProvider? time = null)
    {
        _options = options;
        _readsInline = readsInline;
        _takesPipes = takesPipes;
        _time = time ?? TimeProvider.System;
        _started = _time.GetTimestamp();
        _loggerFactory = loggerFactory;
        _logger = loggerFactory.CreateLogger<Rendezvous>();
        _relayServers = new RelayIceServers(options.Url, options.Access, loggerFactory.CreateLogger<RelayIceServers>(), _time);
        _signalling = new SignallingClient(
            options.Url, loggerFactory.CreateLogger<SignallingClient>(), options.Access, _time, _relayServers);
        var uuid = Guid.NewGuid().ToString();
        _keepers = new PathKeepers(uuid, new Announcer(uuid, Role, Send), loggerFactory.CreateLogger<PathKeepers>());
        _negotiator = new Negotiator(
            uuid, Role, options.MaxPeers, Connect, Send, loggerFactory.CreateLogger<Negotiator>()) { TakesNext = options.Keep };
        _listening = ListenAsync();
        _running = Task.Run(RunAsync);
    }

    /// <summary>From sending the offer that was answered to the first open channel; null where there is none, or we did not offer.</summary>
    public TimeSpan? ConnectTime { get; private set; }

    private PeerRole Role => _options.Caller ? PeerRole.Caller : PeerRole.Callee;

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Whether enough peers were met for the conversation to begin.</summary>
    private bool IsSetUp => _openedCount >= _options.MinPeers;

    /// <summary>Waits for as many open channels as the conversation begins with.</summary>
    /// <exception cref="SetupException">There are not so many within the timeout, or never.</exception>
    public async Task<IReadOnlyList<ChannelConnection>> ConnectAsync(CancellationToken cancellationToken)
    {
        var connections = new List<ChannelConnection>();
        try
        {
            while (connections.Count < _options.MinPeers)
            {
                connections.Add(await _opened.Reader.ReadAsync(cancellationToken));
            }
        }
        catch (ChannelClosedException e) when (e.InnerException is { } reason)
        {
            ExceptionDispatchInfo.Throw(reason);
        }

        return connections;
    }

    /// <summary>Waits for a channel to another peer that comes later; null where none will.</summary>
    public async Task<ChannelConnection?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _opened.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>Takes a channel that is open already.</summary>
    public bool TryNext([NotNullWhen(true)] out ChannelConnection? connection) => _opened.Reader.TryRead(out connection);

    /// <summary>Nobody else is called from now on. What opens all the same is there to be taken when this is done.</summary>
    public async Task StopCallingAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(() =>
        {
            _negotiator.StopCalling();
            done.SetResult();
        });
        await Task.WhenAny(done.Task, _running);
    }

    /// <summary>A connection is lost, and another with the same peer is to take its place. It comes as any other does.</summary>
    public ValueTask RenewAsync(ChannelConnection connection) => PostAsync(() =>
    {
        _keepers.Ended(connection);
        if (_open.Remove(connection))
        {
            _renewing.Add(connection);
            _negotiator.Renew(connection, Now);
        }
    });

    /// <summary>A conversation with one of the peers is over.</summary>
    /// <param name="connection">What it went over.</param>
    /// <param name="parted">Whether it ended in good order.</param>
    public async ValueTask EndAsync(ChannelConnection connection, bool parted)
    {
        await PostAsync(() => End(connection, parted));
        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _signalling.DisposeAsync();
        await _listening;
        await _running;
        _work.Writer.Complete();
        using var grace = new CancellationTokenSource(PartingGrace, _time);
        await Task.WhenAll(_connections.Select(connection => connection.PartAsync(grace.Token)));
        await Task.WhenAll(_connections.Select(connection => connection.DisposeAsync().AsTask()));
        if (_certificate.IsValueCreated) _certificate.Value.Dispose();
        _stop.Dispose();
    }

    ValueTask IChannelConnectionObserver.CandidateFoundAsync(ChannelConnection connection, RtcIceCandidate candidate) =>
        PostAsync(() =>
        {
            if (!_keepers.TryTell(connection, candidate))
            {
                _negotiator.LocalCandidate(connection, candidate);
            }
        });

    ValueTask IChannelConnectionObserver.OpenedAsync(ChannelConnection connection)
    {
        var opened = _time.GetTimestamp();
        return PostAsync(() =>
        {
            if (_negotiator.IsCurrent(connection) && _open.Add(connection))
            {
                ConnectTime ??= _offered is { } offered ? _time.GetElapsedTime(offered, opened) : null;
                connection.Remote = _negotiator.RemoteOf(connection) ?? "";
                _renewing.RemoveWhere(lost => lost.Remote == connection.Remote);
                _negotiator.Opened(connection);
                _keepers.Opened(connection, connection.Remote, isPolite: connection.Role == PeerRole.Callee);
                _openedCount++;
                _opened.Writer.TryWrite(connection);
            }
        });
    }

    ValueTask IChannelConnectionObserver.FailedAsync(ChannelConnection connection, RtcFailure failure) =>
        PostAsync(() =>
        {
            if (_open.Contains(connection))
            {
                // Whoever has a pipe over it decides whether another connection is to take its place.
                if (!connection.IsPipe)
                {
                    End(connection, parted: failure.Kind == RtcFailureKind.ClosedByRemote);
                }
            }
            else if (_negotiator.IsCurrent(connection))
            {
                Failed(connection, failure);
            }
        });

    ValueTask IChannelConnectionObserver.PathLostAsync(ChannelConnection connection, RtcFailure? failure) =>
        PostAsync(() =>
        {
            if (!_keepers.TryRestart(connection, isOtherNetwork: false) && failure is not null)
            {
                connection.GiveUp(failure);
            }
        });

    ValueTask IChannelConnectionObserver.NetworkChangedAsync(ChannelConnection connection) =>
        PostAsync(() =>
        {
            _signalling.Rejoin();
            _keepers.TryRestart(connection, isOtherNetwork: true);
        });

    ValueTask IChannelConnectionObserver.NegotiationNeededAsync(ChannelConnection connection) =>
        PostAsync(() => _keepers.NegotiationNeeded(connection, Now));

    private void End(ChannelConnection connection, bool parted)
    {
        _keepers.Ended(connection);
        if (_open.Remove(connection))
        {
            _negotiator.Ended(connection, parted, Now);
        }

        if (_renewing.Remove(connection))
        {
            _negotiator.Abandon(connection.Remote, Now);
        }
    }

    /// <summary>Has the loop do something; nothing happens any more when the loop has ended.</summary>
    private async ValueTask PostAsync(Action work)
    {
        try
        {
            await _work.Writer.WriteAsync(work, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private async Task ListenAsync()
    {
        await foreach (var happened in _signalling.Events.ReadAllAsync())
        {
            if (happened is SignallingEvent.Received && _relayServers.AreOld)
            {
                // What was said may lead to a connection.
                await _relayServers.AskAsync(_stop.Token);
            }

            await PostAsync(happened switch
            {
                SignallingEvent.Received received => () => Receive(received.Message),
                SignallingEvent.Refused refused => () => _opened.Writer.TryComplete(SetupFailures.Refused(refused.Reason, _options)),
                _ => Joined,
            });
        }
    }

    private async Task RunAsync()
    {
        try
        {
            // Made while the relay is being joined, so that no offer waits for it.
            _ = _certificate.Value;
            while (!_stop.IsCancellationRequested)
            {
                while (_work.Reader.TryRead(out var work))
                {
                    work();
                }

                var now = Now;
                _negotiator.Tick(now);
                _keepers.Tick(now);
                if (now >= _options.Timeout && !IsSetUp)
                {
                    _opened.Writer.TryComplete(SetupFailures.TimedOut(Progress(), _options));
                }

                await WaitForWorkAsync(now);
            }
        }
        catch (Exception e)
        {
            // A bug; but nobody is to wait for a channel that will never come, and open ones go on without the relay.
            _opened.Writer.TryComplete(e);
            if (IsSetUp)
            {
                _logger.RendezvousBroke(e, e.Message);
            }
        }
    }

    private async Task WaitForWorkAsync(TimeSpan now)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var next = Earlier(_negotiator.NextDeadline, _keepers.NextDeadline);
        if (Earlier(next, IsSetUp ? null : _options.Timeout) is { } deadline)
        {
            // Timers count in whole milliseconds and may be early by a part of one.
            wait.CancelAfter(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((deadline - now).TotalMilliseconds))));
        }

        try
        {
            await _work.Reader.WaitToReadAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
            // It is time for a tick, or to end.
        }
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private SetupProgress Progress() => new()
    {
        Joined = _joined,
        RelayProblem = _signalling.Problem,
        MetCallee = _negotiator.MetCallee,
        Refusal = _negotiator.Refusal,
        Opened = _openedCount,
        Connection = _connections.Find(connection => _negotiator.RemoteOf(connection) is not null)?.State,
        LastFailure = _lastFailure,
    };

    private void Joined()
    {
        _joined = true;
        _negotiator.Joined(Now);
        _keepers.Joined();
    }

    private void Receive(SignallingMessage message)
    {
        if (!_keepers.TryReceive(message))
        {
            _negotiator.Receive(message, Now);
        }
    }

    private void Send(SignallingMessage message)
    {
        if (message is SignallingMessage.Description { Sdp.Type: var type })
        {
            _offered = type == RtcSdpType.Offer ? _time.GetTimestamp() : null;
        }

        _signalling.Send(message with { TakesPipes = _takesPipes });
    }

    private ChannelConnection Connect(PeerRole role)
    {
        _connections.RemoveAll(old => old.HasEnded);
        var configuration = _options.Ice.With(_relayServers.Current).ApplyTo(new RtcConfiguration
        {
            Certificate = _certificate.Value,
            AllowSynchronousContinuations = _readsInline,
        });
        if (_options.MaxDatagramSize is { } size)
        {
            configuration = configuration with { MaxDatagramSize = size };
        }

        var connection = new ChannelConnection(role, _options.Channel, _takesPipes, configuration, _options.PathTimeout, this, _loggerFactory);
        _connections.Add(connection);
        return connection;
    }

    private void Failed(ChannelConnection connection, RtcFailure failure)
    {
        _lastFailure = failure;
        var isOnly = _openedCount == 0 && !_negotiator.Remotes.Skip(1).Any();
        var isFinal = isOnly && failure.Kind is RtcFailureKind.Dtls or RtcFailureKind.FingerprintMismatch;
        if (isFinal || !_negotiator.TryStartOver(connection, Now))
        {
            _opened.Writer.TryComplete(SetupFailures.Of(failure));
        }
        else
        {
            _logger.AttemptFailed(failure.Message);
        }
    }
}

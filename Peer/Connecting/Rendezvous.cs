using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Trust;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Connecting;

/// <summary>
/// Meets the other peers through the relay and opens a channel to each. All that happens (at the relay, to connections,
/// and with time) is worked off by one loop, so that what it decides needs no locks. The loop goes on during the
/// conversation, for what the relay still brings: more peers, where there is room for them.
/// </summary>
internal sealed class Rendezvous : IChannelConnectionObserver, IGate, IAsyncDisposable
{
    /// <summary>How long the other ends have, when we end, to close channels that no conversation came to.</summary>
    private static readonly TimeSpan PartingGrace = TimeSpan.FromSeconds(1);

    private readonly PeerOptions _options;
    private readonly ChannelUse _use;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ILogger _logger;
    private readonly ILoggerFactory _loggerFactory;
    private readonly RelayIceServers _relayServers;
    private readonly SignallingClient _signalling;
    private readonly INegotiator _negotiator;
    private readonly PathKeepers _keepers;
    private readonly Gatekeeper _gatekeeper;
    private readonly string _uuid = Guid.NewGuid().ToString();
    private readonly Lazy<RtcCertificate> _certificate = new(RtcCertificate.Generate);
    private readonly List<ChannelConnection> _connections = [];
    private readonly WorkQueue _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<ChannelConnection> _open = [];
    private readonly Acquaintances _acquaintances = new();
    private readonly OpenChannels _opened = new();
    private readonly Task _listening;
    private readonly Task _running;
    private bool _joined;
    private RtcFailure? _lastFailure;
    private string? _refusedLabel;
    private TrustFailure? _lastTrustFailure;

    /// <param name="use">What its channels are for.</param>
    public Rendezvous(PeerOptions options, ILoggerFactory loggerFactory, ChannelUse? use = null, TimeProvider? time = null)
    {
        _options = options;
        _use = use ?? new ChannelUse();
        _time = time ?? TimeProvider.System;
        _started = _time.GetTimestamp();
        _work = new WorkQueue(_stop.Token);
        _loggerFactory = loggerFactory;
        _logger = loggerFactory.CreateLogger<Rendezvous>();
        _relayServers = new RelayIceServers(options.Url, options.Access, loggerFactory.CreateLogger<RelayIceServers>(), _time);
        _signalling = new SignallingClient(
            options.Url, loggerFactory.CreateLogger<SignallingClient>(), options.Access, _time, _relayServers);
        _keepers = new PathKeepers(_uuid, new Announcer(_uuid, Role, Send), loggerFactory.CreateLogger<PathKeepers>());
        _gatekeeper = new Gatekeeper(_uuid, options.Trust, Send, this, loggerFactory.CreateLogger<Gatekeeper>());
        _negotiator = options.TakesSeveralCalls ? new Reception(options.MaxPeers, Negotiator) : Negotiator();
        _listening = ListenAsync();
        _running = Task.Run(RunAsync);
        return;

        Negotiator Negotiator() => new(_uuid, Role, options.MaxPeers, Connect, Send, loggerFactory.CreateLogger<Negotiator>());
    }

    /// <summary>From sending the offer that was answered to the first open channel; null where there is none, or we did not offer.</summary>
    public TimeSpan? ConnectTime { get; private set; }

    private PeerRole Role => _options.Caller ? PeerRole.Caller : PeerRole.Callee;

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Whether enough peers were met for the conversation to begin.</summary>
    private bool IsSetUp => _opened.Count >= _options.MinPeers;

    /// <summary>When it is time for a tick, whatever else happens; null for never.</summary>
    private TimeSpan? NextDeadline => new[] { _negotiator.NextDeadline, _keepers.NextDeadline, _gatekeeper.NextDeadline, SetUpDeadline }.Min();

    private TimeSpan? SetUpDeadline => IsSetUp || _gatekeeper.IsAsking ? null : _options.Timeout;

    /// <summary>Whether there has been no more than one other end so far, and no more are waited for.</summary>
    private bool IsOnly => _opened.Count == 0 && !_negotiator.Remotes.Skip(1).Any() && !_options.TakesSeveralCalls;

    /// <summary>Waits for as many open channels as the conversation begins with.</summary>
    /// <exception cref="SetupException">There are not so many within the timeout, or never.</exception>
    public Task<IReadOnlyList<ChannelConnection>> ConnectAsync(CancellationToken cancellationToken) =>
        _opened.TakeAsync(_options.MinPeers, cancellationToken);

    /// <summary>Waits for a channel to another peer that comes later; null where none will.</summary>
    public Task<ChannelConnection?> NextAsync(CancellationToken cancellationToken) => _opened.NextAsync(cancellationToken);

    /// <summary>Takes a channel that is open already.</summary>
    public bool TryNext([NotNullWhen(true)] out ChannelConnection? connection) => _opened.TryNext(out connection);

    /// <summary>Nobody else is called from now on. What opens all the same is there to be taken when this is done.</summary>
    public async Task StopCallingAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _work.PostAsync(() =>
        {
            _negotiator.StopCalling();
            done.SetResult();
        });
        await Task.WhenAny(done.Task, _running);
    }

    /// <summary>A connection is lost, and another with the same peer is to take its place. It comes as any other does.</summary>
    public ValueTask RenewAsync(ChannelConnection connection) => _work.PostAsync(() =>
    {
        _keepers.Ended(connection);
        if (_open.Remove(connection))
        {
            _acquaintances.Lose(connection);
            _negotiator.Renew(connection, Now);
        }
    });

    /// <summary>A conversation with one of the peers is over.</summary>
    /// <param name="connection">What it went over.</param>
    /// <param name="parted">Whether it ended in good order.</param>
    public async ValueTask EndAsync(ChannelConnection connection, bool parted)
    {
        await _work.PostAsync(() => End(connection, parted));
        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _signalling.DisposeAsync();
        await _listening;
        await _running;
        await _gatekeeper.DisposeAsync();
        _work.Complete();
        using var grace = new CancellationTokenSource(PartingGrace, _time);
        await Task.WhenAll(_connections.Where(connection => !_gatekeeper.Ended(connection)).Select(connection => connection.PartAsync(grace.Token)));
        await Task.WhenAll(_connections.Select(connection => connection.DisposeAsync().AsTask()));
        if (_certificate.IsValueCreated) _certificate.Value.Dispose();
        _stop.Dispose();
    }

    ValueTask IChannelConnectionObserver.CandidateFoundAsync(ChannelConnection connection, RtcIceCandidate candidate) =>
        _work.PostAsync(() =>
        {
            if (!_keepers.TryTell(connection, candidate)) _negotiator.LocalCandidate(connection, candidate);
        });

    ValueTask IChannelConnectionObserver.OpenedAsync(ChannelConnection connection)
    {
        var opened = _time.GetTimestamp();
        return _work.PostAsync(() =>
        {
            if (_negotiator.IsCurrent(connection) && _open.Add(connection))
            {
                connection.ConnectTime = _time.GetElapsedTime(connection.Began, opened);
                ConnectTime ??= connection.Role == PeerRole.Caller ? connection.ConnectTime : null;
                connection.Remote = _negotiator.RemoteOf(connection) ?? "";
                _negotiator.Opened(connection);
                _keepers.Opened(connection, connection.Remote, isPolite: connection.Role == PeerRole.Callee);
                if (_acquaintances.Meet(connection))
                {
                    _opened.Add(connection);
                }
                else
                {
                    _gatekeeper.Opened(connection, connection.TrustContext(_uuid), Now);
                }
            }
        });
    }

    ValueTask IChannelConnectionObserver.FailedAsync(ChannelConnection connection, RtcFailure failure) =>
        _work.PostAsync(() =>
        {
            if (_gatekeeper.Ended(connection))
            {
                TurnAway(connection, TrustFailure.LeftBefore);
            }
            else if (_open.Contains(connection) && !connection.IsPipe)
            {
                // Whoever has a pipe decides for himself whether another connection is to take its place.
                End(connection, parted: failure.Kind == RtcFailureKind.ClosedByRemote);
            }
            else if (connection.ConnectTime is null && _negotiator.IsCurrent(connection))
            {
                Failed(connection, failure);
            }
        });

    ValueTask IChannelConnectionObserver.PathLostAsync(ChannelConnection connection, RtcFailure? failure) =>
        _work.PostAsync(() =>
        {
            if (!_keepers.TryRestart(connection, isOtherNetwork: false) && failure is not null)
            {
                connection.GiveUp(failure);
            }
        });

    ValueTask IChannelConnectionObserver.NetworkChangedAsync(ChannelConnection connection) =>
        _work.PostAsync(() =>
        {
            _signalling.Rejoin();
            if (!_keepers.TryRestart(connection, isOtherNetwork: true))
            {
                _negotiator.NetworkChanged(connection, Now);
            }
        });

    ValueTask IChannelConnectionObserver.NegotiationNeededAsync(ChannelConnection connection) =>
        _work.PostAsync(() => _keepers.NegotiationNeeded(connection, Now));

    void IGate.LetIn(INegotiatedConnection connection, Task? announced)
    {
        var letIn = _acquaintances.LetIn((ChannelConnection)connection);
        letIn.Announced = announced;
        _opened.Add(letIn);
    }

    void IGate.TurnAway(INegotiatedConnection connection, TrustFailure failure) => TurnAway((ChannelConnection)connection, failure);

    void IGate.Dismiss(INegotiatedConnection connection) =>
        _connections.FindAll(other => other.Remote == ((ChannelConnection)connection).Remote).ForEach(other => other.Dismiss());

    ValueTask IGate.PostAsync(Action work) => _work.PostAsync(work);

    private void TurnAway(ChannelConnection connection, TrustFailure failure)
    {
        var isFinal = IsOnly || (_gatekeeper.IsClosed && _opened.Count == 0);
        End(connection, parted: true);
        connection.Discard();
        if (isFinal)
        {
            _opened.End(new SetupException(ExitCode.NotTrusted, failure.Reason));
            return;
        }

        _lastTrustFailure = failure;
        _logger.TurnedAway(connection.Remote, failure.Reason);
        if (_gatekeeper.IsClosed)
        {
            _logger.TakesNobodyElse(_gatekeeper.Guesses);
            _negotiator.StopCalling();
        }
    }

    private void End(ChannelConnection connection, bool parted)
    {
        _keepers.Ended(connection);
        _gatekeeper.Forget(connection.Remote);
        if (_open.Remove(connection))
        {
            _negotiator.Ended(connection, parted);
        }

        if (_acquaintances.Forget(connection))
        {
            _negotiator.Abandon(connection.Remote);
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

            await _work.PostAsync(happened switch
            {
                SignallingEvent.Received received => () => Receive(received.Message),
                SignallingEvent.Refused refused => () => _opened.End(SetupFailures.Refused(refused.Reason, _options)),
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
            _gatekeeper.Prepare();
            while (!_stop.IsCancellationRequested)
            {
                _work.WorkOff();
                var now = Now;
                _negotiator.Tick(now);
                _keepers.Tick(now);
                _gatekeeper.Tick(now);
                if (now >= _options.Timeout && !IsSetUp && !_gatekeeper.IsAsking)
                {
                    _opened.End(SetupFailures.TimedOut(Progress(), _options));
                }

                await _work.WaitAsync(NextDeadline - now);
            }
        }
        catch (Exception e)
        {
            // A bug; but nobody is to wait for a channel that will never come, and open ones go on without the relay.
            _opened.End(e);
            if (IsSetUp)
            {
                _logger.RendezvousBroke(e, e.Message);
            }
        }
    }

    private SetupProgress Progress() => new()
    {
        Joined = _joined,
        RelayProblem = _signalling.Problem,
        MetCallee = _negotiator.MetCallee,
        Refusal = _negotiator.Refusal,
        Opened = _opened.Count,
        TrustFailure = _lastTrustFailure?.Reason ?? (_gatekeeper.IsBusy ? TrustFailure.NoProof.Reason : null),
        Connection = _connections.Find(connection => _negotiator.RemoteOf(connection) is not null)?.State,
        LastFailure = _lastFailure,
        RefusedLabel = _connections.Find(connection => connection.RefusedLabel is not null)?.RefusedLabel ?? _refusedLabel,
    };

    private void Joined()
    {
        _joined = true;
        if (!IsSetUp && !_options.Ice.With(_relayServers.Current).AllowsPaths)
        {
            _opened.End(SetupFailures.NoTurnServer());
        }

        _negotiator.Joined(Now);
        _keepers.Joined();
        _gatekeeper.Joined();
    }

    private void Receive(SignallingMessage message)
    {
        if (!_gatekeeper.TryReceive(message) && !_keepers.TryReceive(message))
        {
            _negotiator.Receive(message, Now);
        }
    }

    private void Send(SignallingMessage message)
    {
        if (message is SignallingMessage.Description { Sdp.Type: RtcSdpType.Offer, To: var to })
        {
            foreach (var offered in _connections.Where(c => _negotiator.IsCurrent(c) && (_negotiator.RemoteOf(c) ?? to) == to))
            {
                offered.Began = _time.GetTimestamp();
            }
        }

        _signalling.Send(message with { TakesPipes = _use.TakesPipes, Demand = _options.Trust.Demand });
    }

    private ChannelConnection Connect(PeerRole role)
    {
        _connections.RemoveAll(old => old.HasEnded);
        var standard = new RtcConfiguration { Certificate = _certificate.Value, AllowSynchronousContinuations = _use.ReadsInline };
        var configuration = _options.Ice.With(_relayServers.Current).ApplyTo(
            _options.MaxDatagramSize is { } size ? standard with { MaxDatagramSize = size } : standard);
        var connection = new ChannelConnection(role, _options.Channel, _use, configuration, _options.PathTimeout, this, _loggerFactory)
        {
            Began = _time.GetTimestamp(),
        };
        _connections.Add(connection);
        return connection;
    }

    private void Failed(ChannelConnection connection, RtcFailure failure)
    {
        if (_negotiator.RemoteOf(connection) is { } remote && _gatekeeper.ObjectionTo(remote) is { } objection)
        {
            // The other end was quicker to see that there is nothing to talk about.
            connection.Remote = remote;
            TurnAway(connection, objection);
            return;
        }

        _lastFailure = failure;
        _refusedLabel = connection.RefusedLabel;
        var isFinal = IsOnly && failure.Kind is RtcFailureKind.Dtls or RtcFailureKind.FingerprintMismatch;
        if (isFinal || !_negotiator.TryStartOver(connection, Now))
        {
            _opened.End(SetupFailures.Of(failure));
        }
        else
        {
            _logger.AttemptFailed(failure.Message);
        }
    }
}

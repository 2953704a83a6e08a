using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Signalling;

/// <summary>
/// Stays in a room of the relay: joins it, and joins again whenever the relay has gone away. What is sent while it is
/// away is lost, as it would be with a relay that restarts; after <see cref="SignallingEvent.Joined"/> it is time to
/// say again what still matters.
/// </summary>
internal sealed class SignallingClient : IAsyncDisposable
{
    /// <summary>A connection that lived this long was a good one: the next attempts start from the shortest delay again.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly Uri _room;
    private readonly string _shown;
    private readonly RelayAccess _access;
    private readonly RelayIceServers? _iceServers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _untilJoined;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Bounded: a room that talks faster than we listen is slowed down by its relay.</summary>
    private readonly Channel<SignallingEvent> _events = Channel.CreateBounded<SignallingEvent>(256);

    private volatile RelayConnection? _connection;
    private volatile CancellationTokenSource? _stay;
    private bool _joinedOnce;

    /// <param name="room">Where to meet.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="access">What it takes to be let in.</param>
    /// <param name="time">The time; null for the system's.</param>
    /// <param name="iceServers">Asked for anew each time the room is joined; null where nobody needs them.</param>
    public SignallingClient(
        Uri room, ILogger logger, RelayAccess? access = null, TimeProvider? time = null, RelayIceServers? iceServers = null)
    {
        _iceServers = iceServers;
        _room = room;
        _shown = RoomAddress.Shown(room);
        _access = access ?? RelayAccess.Open;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _untilJoined = new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<WebSocketException>().Handle<TimeoutException>()
                    .Handle<RelayRefusedException>(_ => _joinedOnce),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(3),
                OnRetry = OnRetry,
            })
            .Build();
        _running = Task.Run(RunAsync);
    }

    /// <summary>What happens, in order. Completes when the client is disposed of.</summary>
    public ChannelReader<SignallingEvent> Events => _events.Reader;

    /// <summary>Why the relay could not be reached at the latest try that failed; null where none has.</summary>
    public string? Problem { get; private set; }

    /// <summary>Sends to the room, where it is joined.</summary>
    public void Send(SignallingMessage message) => _connection?.TrySend(SignallingWire.Write(message));

    /// <summary>
    /// Leaves, if the room is joined, and joins again: on another network the connection may be dead without knowing it.
    /// </summary>
    public void Rejoin()
    {
        try
        {
            _stay?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended of itself.
        }
    }

    /// <summary>Leaves the room.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _untilJoined.ExecuteAsync(StayAsync, _stop.Token);
            }
        }
        catch (RelayRefusedException e)
        {
            await _events.Writer.WriteAsync(new SignallingEvent.Refused(e.Message));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        finally
        {
            _events.Writer.Complete();
        }
    }

    /// <summary>Joins, and stays until the connection ends. Throws where it ended so soon that the next try has to wait.</summary>
    private async ValueTask StayAsync(CancellationToken cancellationToken)
    {
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = _iceServers?.AskAsync(asking.Token) ?? Task.CompletedTask;
        try
        {
            await using var connection = await RelayConnection.OpenAsync(_room, _access, ConnectTimeout, cancellationToken);
            await StayAsync(connection, asked, cancellationToken);
        }
        finally
        {
            await asking.CancelAsync();
            await asked;
        }
    }

    /// <param name="connection">The way to the relay.</param>
    /// <param name="asked">Ends soon: the first connection to a peer is to have the relay's servers.</param>
    /// <param name="cancellationToken">Leaves the room.</param>
    private async Task StayAsync(RelayConnection connection, Task asked, CancellationToken cancellationToken)
    {
        var joined = _time.GetTimestamp();
        _connection = connection;
        _joinedOnce = true;
        _logger.Joined(_shown);
        using var stay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stay = stay;
        var receiving = ReceiveAllAsync(connection, asked, cancellationToken);
        try
        {
            await receiving.WaitAsync(stay.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.Rejoins();
        }
        catch (WebSocketException e) when (_time.GetElapsedTime(joined) >= StableAfter)
        {
            _logger.LeftRelay(e.Message);
        }
        finally
        {
            _stay = null;
            _connection = null;
            await connection.LeaveAsync(receiving);
        }
    }

    private async Task ReceiveAllAsync(RelayConnection connection, Task asked, CancellationToken cancellationToken)
    {
        await asked;
        await _events.Writer.WriteAsync(new SignallingEvent.Joined(), cancellationToken);
        while (true)
        {
            var received = await connection.ReceiveAsync();
            if (received.Text is not { } text)
            {
                _logger.MessageIgnored(received.Problem);
            }
            else if (SignallingWire.TryRead(text, out var message, out var problem))
            {
                await _events.Writer.WriteAsync(new SignallingEvent.Received(message), cancellationToken);
            }
            else
            {
                _logger.MessageIgnored(problem);
            }
        }
    }

    private ValueTask OnRetry(OnRetryArguments<object> retry)
    {
        var reason = retry.Outcome.Exception is { } exception ? RelayConnection.Explain(exception) : "";
        if (Problem is null && !_joinedOnce)
        {
            _logger.RelayNotReachable(_shown, reason);
        }
        else
        {
            _logger.RelayStillNotReachable(reason, retry.RetryDelay);
        }

        Problem = reason;

        return default;
    }
}

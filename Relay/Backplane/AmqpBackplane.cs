using System.Diagnostics;
using System.Globalization;
using Polly;
using Polly.Retry;
using RabbitMQ.Client;
using RtcPeer.Relay.Metrics;
using RtcPeer.Relay.Rooms;
using Serilog;
using Serilog.Events;

namespace RtcPeer.Relay.Backplane;

/// <summary>
/// The other relays, by way of an AMQP broker. While there is no broker the relay serves its own clients as ever; what
/// they send is kept, within bounds, until there is one again.
/// </summary>
internal sealed class AmqpBackplane : IBackplane, IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly RelayOptions _options;
    private readonly RelayId _id = RelayId.New();
    private readonly ILogger _logger;
    private readonly ConnectionFactory _factory;
    private readonly string _address;
    private readonly Outbox _outbox;
    private readonly BackplaneNode _node;
    private readonly ResiliencePipeline _untilConnected;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private Task _running = Task.CompletedTask;
    private RoomTable? _rooms;
    private volatile AmqpSession? _session;
    private bool _isSaidToBeDown;
    private int _attempts;
    private long _connects;
    private long _delivered;

    /// <exception cref="RelayStartException">A file that the options name can't be used.</exception>
    public AmqpBackplane(RelayOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _factory = BrokerAddress.ToFactory(options);
        _address = BrokerAddress.ForLogs(options.Backplane!);
        _outbox = new Outbox(options.BackplaneQueueMessages, options.BackplaneQueueBytes, options.BackplaneQueueAge);
        _node = new BackplaneNode(_id, _outbox, options.MaxMessageBytes, Now);
        _untilConnected = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is not null && !_stop.IsCancellationRequested),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                OnRetry = arguments =>
                {
                    SayDown((arguments.Outcome.Exception?.GetBaseException().Message ?? "").ReplaceLineEndings(" "));
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>Whether messages go to the other relays and come from them now.</summary>
    public bool IsUp => _session is { IsBlocked: false };

    private TimeSpan Now => Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>Begins to look for the broker, and does not wait for it.</summary>
    /// <param name="rooms">Whose clients get what comes.</param>
    public void Start(RoomTable rooms)
    {
        _rooms = rooms;
        _running = Task.Run(RunAsync);
    }

    public void Publish(RoomKey room, RelayMessage message)
    {
        _outbox.Add(room, message, Now);
        Wake();
    }

    /// <summary>Sends what waits if there is a broker, and closes the connection; within <see cref="RelayOptions.CloseTimeout"/>,
    /// or a little longer.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _cut.CancelAfter(_options.CloseTimeout);
        Wake();
        await _running.ConfigureAwait(false);
        if (_outbox.Waiting is > 0 and var waiting)
        {
            _logger.Warning("{Count} messages have not reached the other relays", waiting);
        }

        _stop.Dispose();
        _cut.Dispose();
        _wake.Dispose();
    }

    public void WriteMetrics(MetricsText text)
    {
        text.Single("rtcpeer_relay_backplane_up", "gauge", "1, or 0 while the other relays cannot be reached.", IsUp ? 1 : 0);
        text.Single("rtcpeer_relay_backplane_others", "gauge", "Other relays, heard of within 30 seconds.", _node.CountOthers(Now));
        text.Single("rtcpeer_relay_backplane_connects_total", "counter", "Connections made to the broker.", Interlocked.Read(ref _connects));
        text.Single("rtcpeer_relay_backplane_waiting", "gauge", "Messages that wait to be sent to the other relays.", _outbox.Waiting);
        text.Single("rtcpeer_relay_backplane_kept_bytes", "gauge", "Bytes kept for the other relays, sent or not.", _outbox.Bytes);
        text.Single("rtcpeer_relay_backplane_sent_total", "counter", "Messages sent to the other relays.", _outbox.Newest);
        text.Single("rtcpeer_relay_backplane_delivered_total", "counter", "Messages of other relays for rooms that are here.", Interlocked.Read(ref _delivered));
        const string dropped = "rtcpeer_relay_backplane_dropped_total";
        text.Head(dropped, "counter", "Messages for or from other relays that were given up, by reason.");
        text.Value(dropped, _outbox.DroppedFull, "reason", "queue_full");
        text.Value(dropped, _outbox.DroppedExpired, "reason", "expired");
        text.Value(dropped, _node.Lost, "reason", "lost");
        text.Value(dropped, _node.Malformed, "reason", "malformed");
        text.Value(dropped, _node.TooBig, "reason", "too_big");
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _untilConnected.ExecuteAsync(async cancellation => await ConnectAndRunAsync(cancellation).ConfigureAwait(false), _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                _logger.Write(_stop.IsCancellationRequested ? LogEventLevel.Debug : LogEventLevel.Error, e, "the backplane failed");
            }
        }
    }

    /// <summary>Ends without an exception only if the connection was good for a while.</summary>
    private async Task ConnectAndRunAsync(CancellationToken cancellationToken)
    {
        // A name of its own each time: the broker may not know yet that the last connection is lost.
        var queue = string.Create(CultureInfo.InvariantCulture, $"{AmqpSession.Exchange}.{_id}.{++_attempts}");
        var session = await AmqpSession.ConnectAsync(_factory, queue, _options, _logger, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var since = Stopwatch.GetTimestamp();
            _session = session;
            Interlocked.Increment(ref _connects);
            using var cutting = _cut.Token.Register(session.Cut);
            _logger.Information("the backplane at {Address:l} is up", _address);
            _isSaidToBeDown = false;
            try
            {
                await session.RunAsync(_node, Deliver, () => Now, _wake, _stop.Token).ConfigureAwait(false);
            }
            finally
            {
                _session = null;
                _node.Disconnected();
            }

            if (!_stop.IsCancellationRequested)
            {
                SayDown(session.Reason);
                if (Stopwatch.GetElapsedTime(since) < LongestDelay)
                {
                    throw new IOException(session.Reason);
                }
            }
        }
    }

    private void Deliver(Envelope.Message message)
    {
        if (_rooms?.Find(message.Room) is { } room)
        {
            Interlocked.Increment(ref _delivered);
            room.Deliver(new RelayMessage(message.Payload, message.Type, Stopwatch.GetTimestamp()));
        }
    }

    private void SayDown(string reason)
    {
        _logger.Write(
            _isSaidToBeDown ? LogEventLevel.Debug : LogEventLevel.Warning,
            "the backplane at {Address:l} is down, the relay serves its own clients and tries again: {Reason:l}", _address, reason);
        _isSaidToBeDown = true;
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }
}

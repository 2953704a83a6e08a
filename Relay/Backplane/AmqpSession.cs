using System.Buffers;
using RabbitMQ.Client;
using Serilog;

namespace RtcPeer.Relay.Backplane;

/// <summary>
/// One connection to the broker, with a queue that is this relay's alone and goes with the connection. All relays
/// publish to one exchange, which hands everything to every queue.
/// </summary>
internal sealed class AmqpSession : IAsyncDisposable
{
    public const string Exchange = "rtcpeer.relay";

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;
    private readonly ILogger _logger;
    private readonly BasicProperties _properties;
    private readonly CancellationTokenSource _lost = new();
    private int _others;
    private volatile string? _reason;
    private volatile bool _isBlocked;

    private AmqpSession(IConnection connection, IChannel channel, string queue, ILogger logger)
    {
        _logger = logger;
        _connection = connection;
        _channel = channel;
        _queue = queue;
        _properties = new BasicProperties { ReplyTo = queue };
        connection.ConnectionShutdownAsync += (_, args) => Lose(args.ReplyText);
        channel.ChannelShutdownAsync += (_, args) => Lose(args.ReplyText);
        connection.ConnectionBlockedAsync += (_, args) => SetBlocked(args.Reason);
        connection.ConnectionUnblockedAsync += (_, _) => SetBlocked(null);
    }

    /// <summary>Whether the broker takes nothing for now, because it is short of memory or disk.</summary>
    public bool IsBlocked => _isBlocked;

    /// <summary>Why the connection was lost.</summary>
    public string Reason => _reason ?? "the broker closed";

    /// <summary>Connects, and makes exchange and queue.</summary>
    public static async Task<AmqpSession> ConnectAsync(
        ConnectionFactory factory, string queue, RelayOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var connection = await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await channel.ExchangeDeclareAsync(
                Exchange, ExchangeType.Fanout, durable: false, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);

            // What a relay is too slow to take is bounded as everything else; what is missing then is asked for.
            var bounds = new Dictionary<string, object?>
            {
                ["x-max-length"] = options.BackplaneQueueMessages,
                ["x-max-length-bytes"] = 2L * options.BackplaneQueueBytes,
                ["x-message-ttl"] = (long)options.BackplaneQueueAge.TotalMilliseconds,
            };
            await channel.QueueDeclareAsync(
                queue, durable: false, exclusive: true, autoDelete: true, bounds, cancellationToken: cancellationToken).ConfigureAwait(false);
            await channel.QueueBindAsync(queue, Exchange, "", cancellationToken: cancellationToken).ConfigureAwait(false);
            return new AmqpSession(connection, channel, queue, logger);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets messages come, and sends what is there to send until the connection is lost, or the node has said
    /// everything and is to stop.</summary>
    /// <param name="node">What to say, and who hears what comes.</param>
    /// <param name="deliver">Takes a message for a room; its bytes are valid during the call.</param>
    /// <param name="clock">The time.</param>
    /// <param name="wake">Released when there is something to send.</param>
    /// <param name="stop">When to stop once everything is said.</param>
    public async Task RunAsync(
        BackplaneNode node, Action<Envelope.Message> deliver, Func<TimeSpan> clock, SemaphoreSlim wake, CancellationToken stop)
    {
        try
        {
            node.Connected(clock());
            await BackplaneConsumer.StartAsync(_channel, _queue, OnDelivered, () => Lose("the queue was deleted"), _lost.Token).ConfigureAwait(false);
            while (true)
            {
                while (node.TryWrite(clock(), out var outgoing))
                {
                    await PublishAsync(outgoing).ConfigureAwait(false);
                }

                if (stop.IsCancellationRequested)
                {
                    return;
                }

                var until = node.NextDeadline - clock();
                await wake.WaitAsync(until > TimeSpan.Zero ? until : TimeSpan.Zero, _lost.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_lost.IsCancellationRequested)
        {
        }

        void OnDelivered(ReadOnlyMemory<byte> body, string? replyTo)
        {
            var now = clock();
            if (node.Receive(body, replyTo, now, out var message))
            {
                deliver(message);
                return;
            }

            SayOthers(node.CountOthers(now));
            if (node.OwesAnswers(now) && wake.CurrentCount == 0)
            {
                wake.Release();
            }
        }
    }

    /// <summary>Ends <see cref="RunAsync"/>, whatever is left to say.</summary>
    public void Cut() => _ = Lose("the relay stops");

    /// <summary>Closes the connection, behind everything that was sent.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.CloseAsync(Constants.ReplySuccess, "the relay stops", TimeSpan.FromSeconds(2), abort: true, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await _channel.DisposeAsync().ConfigureAwait(false);
            await _connection.DisposeAsync().ConfigureAwait(false);
            _lost.Dispose();
        }
    }

    private async Task PublishAsync(Outgoing outgoing)
    {
        var length = outgoing.Envelope.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            outgoing.Envelope.Write(buffer);
            await _channel.BasicPublishAsync(
                outgoing.Queue is null ? Exchange : "", outgoing.Queue ?? "", mandatory: false, _properties, buffer.AsMemory(0, length), _lost.Token).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void SayOthers(int count)
    {
        if (count != _others)
        {
            _logger.Debug("the backplane has other relays: {Count}", count);
            _others = count;
        }
    }

    private Task SetBlocked(string? reason)
    {
        _isBlocked = reason is not null;
        if (reason is not null)
        {
            _logger.Warning("the broker of the backplane takes no messages for now: {Reason:l}", reason);
        }
        else
        {
            _logger.Information("the broker of the backplane takes messages again");
        }

        return Task.CompletedTask;
    }

    private Task Lose(string reason)
    {
        _reason ??= reason;
        return _lost.CancelAsync();
    }
}

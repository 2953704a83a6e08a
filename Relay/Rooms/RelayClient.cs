using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using RtcPeer.Relay.Metrics;

namespace RtcPeer.Relay.Rooms;

/// <summary>
/// One WebSocket client: a loop that reads and broadcasts, and a loop that alone writes what waits in the queue.
/// Whoever closes the client only says so; the writer sends the close frame behind the message it is at.
/// </summary>
internal sealed class RelayClient : IDisposable
{
    private readonly RelayOptions _options;
    private readonly RelayMetrics _metrics;
    private readonly RateBudget _messages;
    private readonly RateBudget _bytes;
    private readonly Stream _stream;
    private readonly WebSocket _socket;
    private readonly SendQueue _queue;
    private readonly CancellationTokenSource _cut = new();
    private readonly Lock _lock = new();
    private volatile Closing? _closing;
    private volatile string? _failure;
    private long _lastActive = Environment.TickCount64;

    /// <param name="id">Names the client in the logs.</param>
    /// <param name="address">Where the client is.</param>
    /// <param name="stream">The connection, owned by the client from now on.</param>
    /// <param name="options">The client's limits.</param>
    /// <param name="metrics">Hears of its messages.</param>
    public RelayClient(long id, IPAddress address, Stream stream, RelayOptions options, RelayMetrics metrics)
    {
        Id = id;
        Address = address;
        _metrics = metrics;
        _messages = new RateBudget(options.MaxMessagesPerSecond, (double)options.MaxMessagesPerSecond * RelayOptions.Burst);
        _bytes = new RateBudget(
            options.MaxBytesPerSecond, Math.Max((double)options.MaxBytesPerSecond * RelayOptions.Burst, options.MaxMessageBytes));
        _stream = stream;
        _options = options;
        _queue = new SendQueue(options.QueueMessages, options.QueueBytes);

        // With a timeout the keep-alive is pings that must be answered; without one it would be pongs nobody answers.
        _socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = options.KeepAliveInterval,
            KeepAliveTimeout = options.KeepAliveTimeout,
        });
    }

    private sealed record Closing(CloseReason Reason, bool DropsQueued);

    public long Id { get; }

    public IPAddress Address { get; }

    /// <summary>Why the client is closed or gone, for the logs.</summary>
    public string Ending => _closing is { } closing ? closing.Reason.ToString() : $"gone: {_failure}";

    /// <summary>Why the client is closed or gone, for the metrics.</summary>
    public string EndingLabel => _closing is { } closing ? closing.Reason.Label : "gone";

    /// <summary>How long no message has come from the client, nor gone to it.</summary>
    public TimeSpan IdleTime => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastActive));

    /// <summary>Queues a message for this client. Never waits: a client whose queue is full is closed.</summary>
    public void Send(RelayMessage message)
    {
        if (!_queue.TryWrite(message))
        {
            _metrics.Dropped(1);
            Close(CloseReason.TooSlow, dropQueued: true);
        }
    }

    /// <summary>Closes the client, and cuts the connection if that takes longer than
    /// <see cref="RelayOptions.CloseTimeout"/>. The first call decides the reason.</summary>
    /// <param name="reason">What the client is told.</param>
    /// <param name="dropQueued">Whether what waits in the queue is thrown away, or sent before the close.</param>
    public void Close(CloseReason reason, bool dropQueued)
    {
        lock (_lock)
        {
            if (_closing is not null)
            {
                return;
            }

            _closing = new Closing(reason, dropQueued);
            _cut.CancelAfter(_options.CloseTimeout);
        }

        _queue.Complete();
    }

    /// <summary>Serves the client until it is closed or gone. Never throws.</summary>
    /// <param name="response">The bytes that complete the handshake, sent first.</param>
    /// <param name="room">The room that the client is in; null for a client that is closed already.</param>
    public async Task RunAsync(ReadOnlyMemory<byte> response, Room? room)
    {
        var writing = WriteAsync(response);
        try
        {
            await ReadAsync(room).ConfigureAwait(false);
            Close(CloseReason.ByClient(_socket.CloseStatus), dropQueued: true);
        }
        catch (Exception e) when (IsEndOfConnection(e))
        {
            _failure ??= e.Message;
            await _cut.CancelAsync().ConfigureAwait(false);
        }

        await writing.ConfigureAwait(false);
        _metrics.Dropped(_queue.Count);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _stream.Dispose();
        lock (_lock)
        {
            // From now on Close does nothing.
            _closing ??= new Closing(CloseReason.ByClient(null), DropsQueued: true);
            _cut.Dispose();
        }
    }

    private static bool IsEndOfConnection(Exception e) =>
        e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    private async Task ReadAsync(Room? room)
    {
        while (await ReadMessageAsync().ConfigureAwait(false) is { } message)
        {
            Volatile.Write(ref _lastActive, Environment.TickCount64);
            _metrics.Received(message);
            if (!_messages.TryTake(1, message.ReceivedAt))
            {
                Close(CloseReason.TooManyMessages(_options.MaxMessagesPerSecond), dropQueued: true);
            }
            else if (!_bytes.TryTake(message.Payload.Length, message.ReceivedAt))
            {
                Close(CloseReason.TooManyBytes(_options.MaxBytesPerSecond), dropQueued: true);
            }

            // After a close nothing is forwarded; reading goes on to the other end's close frame.
            if (_closing is null)
            {
                room?.Broadcast(this, message);
                _metrics.FannedOut(message);
            }
        }
    }

    /// <summary>The next whole message; null when the client closes.</summary>
    private async Task<RelayMessage?> ReadMessageAsync()
    {
        byte[] buffer = [];
        var count = 0;
        try
        {
            while (true)
            {
                // The first read is into an empty buffer: it waits, and an idle client holds no memory.
                var result = await _socket.ReceiveAsync(buffer.AsMemory(count), _cut.Token).ConfigureAwait(false);
                count += result.Count;
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                if (count > _options.MaxMessageBytes)
                {
                    Close(CloseReason.MessageTooBig(_options.MaxMessageBytes), dropQueued: true);
                    count = 0;
                }
                else if (result.EndOfMessage)
                {
                    return new RelayMessage(buffer.AsSpan(0, count).ToArray(), result.MessageType, Stopwatch.GetTimestamp());
                }

                if (count == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }
        }
        finally
        {
            ReturnBuffer(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        const int firstSize = 4096;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(firstSize, 2 * buffer.Length));
        buffer.CopyTo(larger, 0);
        ReturnBuffer(buffer);
        return larger;
    }

    private static void ReturnBuffer(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> response)
    {
        try
        {
            await _stream.WriteAsync(response, _cut.Token).ConfigureAwait(false);
            while (_closing is not { DropsQueued: true } && await _queue.WaitToReadAsync(_cut.Token).ConfigureAwait(false))
            {
                while (_closing is not { DropsQueued: true } && _queue.TryRead(out var message))
                {
                    await _socket.SendAsync(message.Payload, message.Type, endOfMessage: true, _cut.Token).ConfigureAwait(false);
                    _queue.Sent(message);
                    _metrics.Delivered(message);
                    Volatile.Write(ref _lastActive, Environment.TickCount64);
                }
            }

            if (_closing is { } closing)
            {
                await _socket.CloseOutputAsync((WebSocketCloseStatus)closing.Reason.Code, closing.Reason.Text, _cut.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsEndOfConnection(e))
        {
            _failure ??= e.Message;
            await _cut.CancelAsync().ConfigureAwait(false);
        }
    }
}

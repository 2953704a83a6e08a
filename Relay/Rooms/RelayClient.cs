using System.Buffers;
using System.Diagnostics;
using System.Net;
using RtcPeer.Relay.Metrics;
using RtcPeer.Relay.WebSockets;

namespace RtcPeer.Relay.Rooms;

/// <summary>
/// One WebSocket client: a loop that reads and broadcasts, and a queue that writes. Whoever closes the client only says so; the
/// queue sends the close frame behind the message it is at.
/// </summary>
internal sealed class RelayClient : IDisposable
{
    private const int ReadBytes = 16 * 1024;

    private readonly RelayOptions _options;
    private readonly RelayMetrics _metrics;
    private readonly RateBudget _messages;
    private readonly RateBudget _bytes;
    private readonly Stream _stream;
    private readonly FrameReader _frames;
    private readonly SendQueue _queue;
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationToken _isCut;
    private readonly Lock _lock = new();
    private volatile CloseReason? _closing;
    private volatile string? _failure;
    private long _lastMessage = Environment.TickCount64;
    private long _lastHeard = Environment.TickCount64;
    private long _pingedAt;
    private bool _isDisposed;

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
        _isCut = _cut.Token;
        _stream = stream;
        _options = options;
        _frames = new FrameReader(options.MaxMessageBytes);
        _queue = new SendQueue(stream, options.QueueMessages, options.QueueBytes, metrics, FailAsync);
    }

    public long Id { get; }

    public IPAddress Address { get; }

    /// <summary>Why the client is closed or gone, for the logs.</summary>
    public string Ending => _closing?.ToString() ?? $"gone: {_failure}";

    /// <summary>Why the client is closed or gone, for the metrics.</summary>
    public string EndingLabel => _closing?.Label ?? "gone";

    /// <summary>How long no message has come from the client, nor gone to it.</summary>
    public TimeSpan IdleTime =>
        TimeSpan.FromMilliseconds(Environment.TickCount64 - Math.Max(Volatile.Read(ref _lastMessage), _queue.LastWritten));

    /// <summary>Queues a message for this client, which leaves with the next <see cref="Flush"/>. Never waits: a client
    /// whose queue is full is closed.</summary>
    public void Queue(RelayMessage message)
    {
        if (!_queue.TryAdd(message))
        {
            _metrics.Dropped(1);
            Close(CloseReason.TooSlow, dropQueued: true);
        }
    }

    /// <summary>Sends what is queued. Never waits.</summary>
    public void Flush() => _queue.Flush(_isCut);

    /// <summary>Pings the client if it has been silent for long, and gives it up if it does not answer. For one thread at a time.</summary>
    public void KeepAlive()
    {
        var (now, heard) = (Environment.TickCount64, Volatile.Read(ref _lastHeard));
        if (_pingedAt > heard)
        {
            if (now - _pingedAt >= _options.KeepAliveTimeout.TotalMilliseconds)
            {
                _failure ??= "it does not answer pings";
                Cut();
            }
        }
        else if (now - heard >= _options.KeepAliveInterval.TotalMilliseconds)
        {
            _pingedAt = now;
            _queue.Ping();
            Flush();
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

            _closing = reason;
            _cut.CancelAfter(_options.CloseTimeout);
        }

        _queue.Complete(ControlFrame.Close(reason.Code, reason.Text), dropQueued);
        Flush();
    }

    /// <summary>Serves the client until it is closed or gone. Never throws.</summary>
    /// <param name="response">The bytes that complete the handshake, sent first.</param>
    /// <param name="room">The room that the client is in; null for a client that is closed already.</param>
    public async Task RunAsync(ReadOnlyMemory<byte> response, Room? room)
    {
        var starting = _queue.StartAsync(response, _isCut);
        try
        {
            Close(CloseReason.ByClient(await ReadAsync(room).ConfigureAwait(false)), dropQueued: true);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            await FailAsync(e).ConfigureAwait(false);
            _queue.Abandon();
        }

        await starting.ConfigureAwait(false);
        await _queue.Ended.ConfigureAwait(false);
        _metrics.Dropped(_queue.Count);
        _frames.Release();
    }

    public void Dispose()
    {
        _stream.Dispose();
        lock (_lock)
        {
            // From now on Close does nothing.
            _closing ??= CloseReason.ByClient(null);
            _isDisposed = true;
            _cut.Dispose();
        }
    }

    /// <summary>Reads until the client closes, and returns its status.</summary>
    /// <exception cref="IOException">The connection has ended without a close.</exception>
    private async Task<int> ReadAsync(Room? room)
    {
        while (true)
        {
            // The first read is into an empty buffer: it waits, and an idle client holds no memory.
            await _stream.ReadAsync(Memory<byte>.Empty, _isCut).ConfigureAwait(false);
            var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
            try
            {
                int read;
                do
                {
                    read = await _stream.ReadAsync(buffer, _isCut).ConfigureAwait(false);
                    if (read == 0)
                    {
                        throw new EndOfStreamException("the connection ended without a close");
                    }

                    if (Take(buffer.AsSpan(0, read), room) is { } status)
                    {
                        return status;
                    }
                }
                while (read == buffer.Length);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Does what the client's bytes say; returns the status of its close if there is one.</summary>
    private int? Take(ReadOnlySpan<byte> input, Room? room)
    {
        Volatile.Write(ref _lastHeard, Environment.TickCount64);
        var now = Stopwatch.GetTimestamp();
        var (forwarded, hasPonged) = (0, false);
        int? closed = null;
        while (closed is null && _frames.Read(ref input, now) is { Kind: not FrameReadKind.NeedsMore } read)
        {
            switch (read)
            {
                case { Message: { } message }:
                    forwarded += Forward(message, room) ? 1 : 0;
                    break;
                case { Kind: FrameReadKind.Ping }:
                    _queue.Pong(read.Payload);
                    hasPonged = true;
                    break;
                case { Kind: FrameReadKind.Close }:
                    closed = read.CloseStatus;
                    break;
                default:
                    Close(ReasonFor(read.Kind), dropQueued: true);
                    break;
            }
        }

        if (forwarded > 0)
        {
            room?.Flush();
            _metrics.FannedOut(now, forwarded);
        }

        if (hasPonged)
        {
            Flush();
        }

        return closed;
    }

    /// <summary>Queues a message for the others, if the client may send it.</summary>
    private bool Forward(RelayMessage message, Room? room)
    {
        Volatile.Write(ref _lastMessage, Environment.TickCount64);
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
        if (_closing is not null)
        {
            return false;
        }

        room?.Queue(this, message);
        return true;
    }

    private CloseReason ReasonFor(FrameReadKind kind) => kind switch
    {
        FrameReadKind.TooBig => CloseReason.MessageTooBig(_options.MaxMessageBytes),
        FrameReadKind.NotText => CloseReason.NotText,
        _ => CloseReason.Malformed,
    };

    private async Task FailAsync(Exception e)
    {
        _failure ??= e.Message;
        await _cut.CancelAsync().ConfigureAwait(false);
    }

    private void Cut()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _cut.CancelAfter(TimeSpan.Zero);
            }
        }
    }
}

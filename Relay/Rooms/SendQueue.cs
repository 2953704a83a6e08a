using System.Buffers;
using RtcPeer.Relay.Metrics;
using RtcPeer.Relay.WebSockets;

namespace RtcPeer.Relay.Rooms;

/// <summary>
/// What waits for one client, bounded in messages and in bytes, and the writing of it. Whoever flushes writes on its own
/// thread for as long as the connection takes the bytes, and all that waits at once; when the connection takes no more,
/// the rest follows when it does again.
/// </summary>
/// <param name="stream">The connection.</param>
/// <param name="maxMessages">How many messages may wait.</param>
/// <param name="maxBytes">How many bytes of messages may wait.</param>
/// <param name="metrics">Hears of what was written.</param>
/// <param name="onFailure">Is told why the connection takes nothing more.</param>
internal sealed class SendQueue(Stream stream, int maxMessages, int maxBytes, RelayMetrics metrics, Func<Exception, Task> onFailure)
{
    /// <summary>What is written at once, at most; a larger frame goes alone.</summary>
    private const int BatchBytes = 64 * 1024;

    /// <summary>After so many batches a thread turns to other work first.</summary>
    private const int BatchesInARow = 16;

    private readonly Lock _lock = new();
    private readonly Queue<RelayMessage> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _bytes;
    private int _inFlight;
    private byte[]? _pong;
    private bool _isPingDue;
    private byte[]? _close;
    private bool _isComplete;
    private bool _dropsWaiting;
    private bool _isOver;

    // Until Start has written its bytes nobody else writes.
    private bool _isWriting = true;
    private volatile bool _hasWork;
    private long _lastWritten = Environment.TickCount64;

    /// <summary>Completes when the close has been written, or nothing can be written any more. Until then writes may go on.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many messages wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>When the last message had been written; see <see cref="Environment.TickCount64"/>.</summary>
    public long LastWritten => Volatile.Read(ref _lastWritten);

    /// <summary>Writes bytes that come before all messages, and then those. To be called once.</summary>
    public Task StartAsync(ReadOnlyMemory<byte> first, CancellationToken cancellationToken) => WriteAsync(first, cancellationToken);

    /// <summary>Adds a message, which leaves with the next flush; false when there is no room for it, or the queue is complete.</summary>
    public bool TryAdd(RelayMessage message)
    {
        lock (_lock)
        {
            if (_isComplete || _isOver || _waiting.Count >= maxMessages || _bytes + message.Payload.Length > maxBytes)
            {
                return false;
            }

            _bytes += message.Payload.Length;
            _waiting.Enqueue(message);
            _hasWork = true;
            return true;
        }
    }

    /// <summary>Sends a pong before what waits; only the last one if several wait (RFC 6455 section 5.5.3).</summary>
    public void Pong(ReadOnlySpan<byte> payload)
    {
        var pong = ControlFrame.Pong(payload);
        lock (_lock)
        {
            _pong = pong;
            _hasWork = true;
        }
    }

    /// <summary>Sends a ping before what waits.</summary>
    public void Ping()
    {
        lock (_lock)
        {
            _isPingDue = true;
            _hasWork = true;
        }
    }

    /// <summary>Takes no more messages, and ends with a close.</summary>
    /// <param name="close">The close frame.</param>
    /// <param name="dropWaiting">Whether what waits is given up, or sent before the close.</param>
    public void Complete(byte[] close, bool dropWaiting)
    {
        lock (_lock)
        {
            (_close, _isComplete, _dropsWaiting, _hasWork) = (close, true, dropWaiting, true);
        }
    }

    /// <summary>Writes nothing more, because the connection has ended.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _isOver = true;
            if (!_isWriting)
            {
                _ended.TrySetResult();
            }
        }
    }

    /// <summary>Sees to it that what waits is written. Never waits.</summary>
    public void Flush(CancellationToken cancellationToken)
    {
        if (!_hasWork)
        {
            return;
        }

        lock (_lock)
        {
            if (_isWriting || _isOver)
            {
                return;
            }

            _isWriting = true;
        }

        // It never throws, and Ended waits for it.
        _ = WriteAsync(default, cancellationToken);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> first, CancellationToken cancellationToken)
    {
        byte[]? buffer = null;
        try
        {
            var next = first;
            for (var batches = 1; !next.IsEmpty || TryTake(ref buffer, out next); batches++)
            {
                await stream.WriteAsync(next, cancellationToken).ConfigureAwait(false);
                next = default;
                if (batches % BatchesInARow == 0)
                {
                    await Task.Yield();
                }
            }
        }
        catch (Exception e)
        {
            // Whatever it is, the client is gone, and Ended must say so.
            await onFailure(e).ConfigureAwait(false);
            lock (_lock)
            {
                _isOver = true;
                _ended.TrySetResult();
            }
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Counts what was taken last as written, and takes what is next; false when there is nothing, and whoever
    /// flushes next begins to write again.</summary>
    private bool TryTake(ref byte[]? buffer, out ReadOnlyMemory<byte> batch)
    {
        lock (_lock)
        {
            CountWritten();
            if (_dropsWaiting)
            {
                metrics.Dropped(_waiting.Count);
                _waiting.Clear();
            }

            batch = _isOver ? default : ControlOrMessages(ref buffer);
            if (!batch.IsEmpty)
            {
                return true;
            }

            (_isWriting, _hasWork) = (false, false);
            if (_isOver || _isComplete)
            {
                _isOver = true;
                _ended.TrySetResult();
            }

            return false;
        }
    }

    private ReadOnlyMemory<byte> ControlOrMessages(ref byte[]? buffer)
    {
        if (_pong is { } pong)
        {
            _pong = null;
            return pong;
        }

        if (_isPingDue)
        {
            _isPingDue = false;
            return ControlFrame.Ping;
        }

        if (_waiting.Count > 0)
        {
            return Messages(ref buffer);
        }

        var close = _close;
        _close = null;
        return close;
    }

    /// <summary>As many of the oldest messages as are written at once. They count until <see cref="CountWritten"/>.</summary>
    private ReadOnlyMemory<byte> Messages(ref byte[]? buffer)
    {
        var oldest = _waiting.Peek();
        if (_waiting.Count == 1 || oldest.Frame.Length > BatchBytes / 2)
        {
            _inFlight = 1;
            return oldest.Frame;
        }

        buffer ??= ArrayPool<byte>.Shared.Rent(BatchBytes);
        var count = 0;
        foreach (var message in _waiting)
        {
            if (!message.Frame.Span.TryCopyTo(buffer.AsSpan(count)))
            {
                break;
            }

            count += message.Frame.Length;
            _inFlight++;
        }

        return buffer.AsMemory(0, count);
    }

    private void CountWritten()
    {
        if (_inFlight == 0)
        {
            return;
        }

        var (bytes, since, same) = (0, 0L, 0);
        for (var left = _inFlight; left > 0; left--)
        {
            var message = _waiting.Dequeue();
            bytes += message.Payload.Length;
            if (message.ReceivedAt != since)
            {
                metrics.Queued(since, same);
                (since, same) = (message.ReceivedAt, 0);
            }

            same++;
        }

        metrics.Queued(since, same);
        metrics.Delivered(_inFlight, bytes);
        _bytes -= bytes;
        _inFlight = 0;
        Volatile.Write(ref _lastWritten, Environment.TickCount64);
    }
}

using System.Threading.Tasks.Sources;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// The messages that one reader has not read. What is added is handed over all at once when the reader has nothing left,
/// and it is woken apart from that, by <see cref="Wake"/>: adding happens inside the session, where no code of the
/// application may run.
/// </summary>
/// <param name="runsInline">The waiting reader may go on on the thread that wakes it.</param>
internal sealed class ReceivedMessages(bool runsInline) : IWaiter, IValueTaskSource<bool>
{
    private const int InitialCapacity = 16;

    /// <summary>A longer array is not kept when all of it was read.</summary>
    private const int KeptCapacity = 4096;

    private readonly Lock _lock = new();
    private RtcMessage[] _added = new RtcMessage[InitialCapacity];
    private int _addedCount;
    private bool _isComplete;
    private bool _isWaiting;
    private ManualResetValueTaskSourceCore<bool> _signal;

    // The reader's own.
    private RtcMessage[] _taken = new RtcMessage[InitialCapacity];
    private int _takenCount;
    private int _next;
    private CancellationTokenRegistration _cancellation;

    /// <summary>Adds a message; <see cref="Wake"/> has to follow.</summary>
    public void Add(in RtcMessage message)
    {
        lock (_lock)
        {
            if (_addedCount == _added.Length) Array.Resize(ref _added, 2 * _addedCount);
            _added[_addedCount++] = message;
        }
    }

    /// <summary>Nothing will be added any more; <see cref="Wake"/> has to follow.</summary>
    public void Complete()
    {
        lock (_lock) _isComplete = true;
    }

    /// <inheritdoc/>
    public void Wake(bool mayRunHere)
    {
        bool hasMessage;
        lock (_lock)
        {
            hasMessage = _addedCount > 0;
            if (!_isWaiting || !(hasMessage || _isComplete)) return;
            _isWaiting = false;
            _signal.RunContinuationsAsynchronously = !(mayRunHere && runsInline);
        }
        _signal.SetResult(hasMessage);
    }

    public bool TryRead(out RtcMessage message)
    {
        if (_next == _takenCount && !TryTakeAdded())
        {
            message = default;
            return false;
        }
        message = _taken[_next];
        _taken[_next++] = default;
        return true;
    }

    /// <summary>Waits for a message; false when there will be none.</summary>
    /// <exception cref="InvalidOperationException">Somebody waits already.</exception>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<bool>(cancellationToken);
        if (_next < _takenCount) return ValueTask.FromResult(true);
        ValueTask<bool> waiting;
        lock (_lock)
        {
            if (_addedCount > 0 || _isComplete) return ValueTask.FromResult(_addedCount > 0);
            if (_isWaiting) throw new InvalidOperationException("Messages are read by one reader at a time.");
            _isWaiting = true;
            _signal.Reset();
            waiting = new ValueTask<bool>(this, _signal.Version);
        }
        _cancellation = cancellationToken.UnsafeRegister(
            static (state, token) => ((ReceivedMessages)state!).Cancel(token), this);
        return waiting;
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _cancellation.Dispose();
        return _signal.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _signal.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);

    private bool TryTakeAdded()
    {
        var spare = _taken.Length <= KeptCapacity ? _taken : null;
        _next = 0;
        lock (_lock)
        {
            (_taken, _takenCount) = (_added, _addedCount);
            (_added, _addedCount) = (spare ?? new RtcMessage[InitialCapacity], 0);
        }
        return _takenCount > 0;
    }

    private void Cancel(CancellationToken token)
    {
        lock (_lock)
        {
            if (!_isWaiting) return;
            _isWaiting = false;
            _signal.RunContinuationsAsynchronously = true;
        }
        _signal.SetException(new OperationCanceledException(token));
    }
}

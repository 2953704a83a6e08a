namespace RtcPeer.Peer.Tests.Io;

/// <summary>What has been seen so far, in order, and the means to wait for more of it.</summary>
internal sealed class Sightings<T>
{
    private readonly Lock _lock = new();
    private readonly List<T> _all = [];
    private TaskCompletionSource _more = NewSignal();

    public IReadOnlyList<T> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    public void Add(T one)
    {
        lock (_lock)
        {
            _all.Add(one);
            _more.SetResult();
            _more = NewSignal();
        }
    }

    /// <summary>Waits until so many have been seen.</summary>
    public async Task WaitForAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_all.Count >= count)
                {
                    return;
                }

                more = _more.Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

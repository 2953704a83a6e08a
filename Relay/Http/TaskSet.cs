using System.Collections.Concurrent;

namespace RtcPeer.Relay.Http;

/// <summary>The tasks that were started and have not ended yet, so that whoever started them can await them all.</summary>
internal sealed class TaskSet
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public int Count => _running.Count;

    public void Add(Task task)
    {
        _running.TryAdd(task, true);
        _ = task.ContinueWith(
            ended => _running.TryRemove(ended, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Completes when the tasks that run now have ended, however they ended.</summary>
    public async Task WhenAllEndedAsync()
    {
        foreach (var task in _running.Keys)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

using System.Collections.Concurrent;

namespace RtcPeer.Relay.Http;

/// <summary>The tasks that were started and have not ended yet, so that whoever started them can await them all.</summary>
internal sealed class TaskSet
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public void Add(Task task)
    {
        _running.TryAdd(task, true);
        _ = task.ContinueWith(
            ended => _running.TryRemove(ended, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Completes when no task runs any more, with those that were added meanwhile, however they ended.</summary>
    public async Task WhenAllEndedAsync()
    {
        while (_running.Keys.FirstOrDefault() is { } task)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _running.TryRemove(task, out _);
        }
    }
}

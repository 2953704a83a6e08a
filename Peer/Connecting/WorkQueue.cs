using System.Threading.Channels;

namespace RtcPeer.Peer.Connecting;

/// <summary>What is to be done by one loop, in order.</summary>
/// <param name="stop">When the loop ends. Nothing is done any more then.</param>
internal sealed class WorkQueue(CancellationToken stop)
{
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(64);

    /// <summary>Has the loop do something.</summary>
    public async ValueTask PostAsync(Action work)
    {
        try
        {
            await _work.Writer.WriteAsync(work, stop);
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    /// <summary>Does all that there is to do. Called by the loop.</summary>
    public void WorkOff()
    {
        while (_work.Reader.TryRead(out var work))
        {
            work();
        }
    }

    /// <summary>Waits for something to do, but no longer than this; null for ever. Called by the loop.</summary>
    public async Task WaitAsync(TimeSpan? limit)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (limit is { } time)
        {
            // Timers count in whole milliseconds and may be early by a part of one.
            wait.CancelAfter(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(time.TotalMilliseconds))));
        }

        try
        {
            await _work.Reader.WaitToReadAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
            // It is time for a tick, or to end.
        }
    }

    /// <summary>Nothing can be posted any more.</summary>
    public void Complete() => _work.Writer.Complete();
}

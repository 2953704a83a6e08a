using System.Threading.Channels;

namespace RtcPeer.Peer.Connecting;

/// <summary>What is to be done by one loop, in order. It is bounded: whoever brings more than the loop can do waits.</summary>
/// <param name="stop">The loop ends.</param>
internal sealed class WorkQueue(CancellationToken stop)
{
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(64);

    /// <summary>Has the loop do something; nothing happens any more when the loop has ended.</summary>
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

    /// <summary>Does all that is there.</summary>
    public void Do()
    {
        while (_work.Reader.TryRead(out var work))
        {
            work();
        }
    }

    /// <summary>Waits until there is something to do, but no longer than that; null for as long as it takes.</summary>
    public async Task WaitAsync(TimeSpan? longest)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (longest is { } time)
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
            // It is time for something else, or to end.
        }
    }

    public void Complete() => _work.Writer.Complete();
}

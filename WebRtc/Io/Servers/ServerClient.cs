using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>
/// One URL of a server over the life of a connection: comes back to it after a while where it was lost or could not be
/// reached, as long as there is hope, and whenever ICE begins anew.
/// </summary>
internal sealed class ServerClient(ServerAccess access, ServerLinks links, Action<IceServerUrl, TurnFailure> report)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private TaskCompletionSource _again = NewSignal();
    private TaskCompletionSource _settled = NewSignal();
    private ServerAttempt? _attempt;

    /// <summary>Completes when all is there that the server can bring from the ports there are.</summary>
    public Task Settled
    {
        get
        {
            lock (_lock) return _settled.Task;
        }
    }

    /// <summary>ICE begins anew, perhaps with other ports.</summary>
    public void AskAgain()
    {
        lock (_lock)
        {
            if (_settled.Task.IsCompleted) _settled = NewSignal();
            _attempt?.AskAgain();
            _again.TrySetResult();
        }
    }

    /// <summary>Runs until the connection ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            TurnFailure? told = null;
            var retry = FirstRetry;
            while (true)
            {
                var attempt = Begin();
                var failure = await attempt.RunAsync(cancellationToken).ConfigureAwait(false);
                if (attempt.HasBeenReady) retry = FirstRetry;
                // The same complaint again would tell nothing new.
                if (attempt.HasBeenReady || failure != told) report(access.Url, failure);
                told = failure;
                Settle();
                var wait = access.Url.IsTurn && failure.MayPass ? retry : Timeout.InfiniteTimeSpan;
                await WaitForAskAgainAsync(wait, cancellationToken).ConfigureAwait(false);
                retry = 2 * retry < LongestRetry ? 2 * retry : LongestRetry;
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ends.
        }
        finally
        {
            Settle();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerAttempt Begin()
    {
        lock (_lock)
        {
            // It will find all ports that there are.
            _again = NewSignal();
            return _attempt = new ServerAttempt(access, links, Settle);
        }
    }

    private async Task WaitForAskAgainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Task again;
        lock (_lock) again = _again.Task;
        try
        {
            await again.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Then from the ports that there are.
        }
    }

    private void Settle()
    {
        lock (_lock) _settled.TrySetResult();
    }
}

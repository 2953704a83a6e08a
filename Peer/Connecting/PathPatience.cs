using System.Diagnostics;

namespace RtcPeer.Peer.Connecting;

/// <summary>How long a lost path is waited for.</summary>
/// <param name="limit">Null for ever.</param>
/// <param name="giveUp">Called once, when it has taken longer.</param>
internal sealed class PathPatience(TimeSpan? limit, Action giveUp) : IAsyncDisposable
{
    private CancellationTokenSource? _found;
    private long _since;
    private Task _waiting = Task.CompletedTask;

    /// <summary>For how long there has been no path.</summary>
    public TimeSpan Elapsed => _found is null ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_since);

    /// <summary>The path is lost, perhaps for some time already.</summary>
    public void Begin()
    {
        if (_found is not null)
        {
            return;
        }

        _since = Stopwatch.GetTimestamp();
        _found = new CancellationTokenSource();
        if (limit is { } time)
        {
            _waiting = WaitAsync(time, _found.Token);
        }
    }

    /// <summary>There is a path; false where there has been one all the time.</summary>
    public async ValueTask<bool> TryEndAsync()
    {
        if (_found is not { } found)
        {
            return false;
        }

        _found = null;
        await found.CancelAsync();
        await _waiting;
        found.Dispose();
        return true;
    }

    public async ValueTask DisposeAsync() => await TryEndAsync();

    private async Task WaitAsync(TimeSpan time, CancellationToken found)
    {
        await Task.Delay(time, found).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!found.IsCancellationRequested)
        {
            giveUp();
        }
    }
}

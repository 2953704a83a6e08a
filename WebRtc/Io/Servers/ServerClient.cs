using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>
/// One URL of a server over the life of a connection: comes back to it after a while where it was lost or could not be
/// reached, as long as there is hope.
/// </summary>
internal sealed class ServerClient(ServerAccess access, ServerLinks links, Action<IceServerUrl, TurnFailure> report)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all that the first attempt can bring is there.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Runs until the server refuses for good, or the connection ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            TurnFailure? told = null;
            var retry = FirstRetry;
            while (true)
            {
                var attempt = new ServerAttempt(access, links, () => _settled.TrySetResult());
                var failure = await attempt.RunAsync(cancellationToken).ConfigureAwait(false);
                _settled.TrySetResult();
                if (attempt.HasBeenReady) retry = FirstRetry;
                // The same complaint again would tell nothing new.
                if (attempt.HasBeenReady || failure != told) report(access.Url, failure);
                told = failure;
                if (!access.Url.IsTurn || !failure.MayPass) return;
                await Task.Delay(retry, cancellationToken).ConfigureAwait(false);
                retry = 2 * retry < LongestRetry ? 2 * retry : LongestRetry;
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ends.
        }
        finally
        {
            _settled.TrySetResult();
        }
    }
}

namespace RtcPeer.Peer.Conversing;

/// <summary>stdout, to which several may write, each in whole lines.</summary>
internal sealed class Output(Stream stream) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when stdout takes no more, with the reason. What is written then is dropped.</summary>
    public Task<Exception> Failed => _failed.Task;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_failed.Task.IsCompleted)
            {
                await stream.WriteAsync(bytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failed.SetResult(e);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

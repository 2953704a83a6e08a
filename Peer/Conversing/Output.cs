namespace RtcPeer.Peer.Conversing;

/// <summary>stdout, to which several may write, each in whole lines.</summary>
internal sealed class Output(Stream stream) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _isLast;

    /// <summary>Completes when stdout takes no more, with the reason. What is written then is dropped.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Takes one more write and nothing after it, as a pipe does that nobody reads any more.</summary>
    public void StopAfterNext() => _isLast = true;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_failed.Task.IsCompleted)
            {
                await stream.WriteAsync(bytes);
                if (_isLast)
                {
                    _failed.TrySetResult(new IOException("Nothing more is to be written.", StandardStreams.BrokenPipe));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failed.TrySetResult(e);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

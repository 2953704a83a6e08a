using RtcPeer.Peer.Files.Protocol;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Files.Sending;

/// <summary>Sends one file through a channel of its own.</summary>
/// <param name="file">The file.</param>
/// <param name="channel">The channel; it may not be open yet.</param>
/// <param name="maxMessage">The largest message that the other end takes, in bytes.</param>
/// <param name="turns">How many files may be on their way at a time.</param>
/// <param name="tally">Where it is counted.</param>
internal sealed class FileSending(
    SourceFile file, RtcDataChannel channel, int maxMessage, SemaphoreSlim turns, TransferTally tally)
{
    /// <summary>What receivers may expect as the most in one message.</summary>
    private const int MaxChunk = 64 * 1024;

    private readonly OutgoingTransfer _transfer = new(file.Announced);
    private readonly int _chunk = Math.Min(MaxChunk, maxMessage);

    /// <summary>How many bytes the receiver has.</summary>
    public long Bytes { get; private set; }

    /// <summary>Sends it. Completes when the receiver has said what became of it.</summary>
    public async Task<TransferEnd> RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(ended);
        try
        {
            await channel.Opened.WaitAsync(ended.Token);
            await FollowAsync(ended.Token);
        }
        catch (Exception e) when (e is RtcConnectionException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
        }

        DrainMessages();
        _transfer.ChannelEnded();
        return _transfer.End ?? throw new InvalidOperationException("The transfer has no end.");
    }

    private async Task WatchAsync(CancellationTokenSource ended)
    {
        await Task.WhenAny(channel.Closed, Task.Delay(Timeout.Infinite, ended.Token));
        await ended.CancelAsync();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await SendMessagesAsync(cancellationToken);
            if (_transfer.End is not null)
            {
                return;
            }

            if (_transfer.Current is OutgoingTransfer.State.Accepted accepted)
            {
                await MoveInTurnAsync(accepted, cancellationToken);
            }
            else if (await channel.WaitToReadAsync(cancellationToken))
            {
                DrainMessages();
            }
            else
            {
                return;
            }
        }
    }

    private async Task MoveInTurnAsync(OutgoingTransfer.State.Accepted accepted, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            await MoveAsync(accepted, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _transfer.GiveUp($"cannot read it: {e.Message}");
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task MoveAsync(OutgoingTransfer.State.Accepted accepted, CancellationToken cancellationToken)
    {
        using var reader = new SourceReader(file.Open(), file.Announced.Size);
        tally.Begin(accepted.Offset);
        if (accepted.Offset > 0)
        {
            await reader.SkipAsync(accepted.Offset, cancellationToken);
        }

        var hasPrefix = accepted.Prefix is null || accepted.Prefix == reader.Hash;
        _transfer.Begin(hasPrefix);
        Bytes = hasPrefix ? accepted.Offset : 0;
        if (!hasPrefix)
        {
            reader.Rewind();
            tally.Restart(accepted.Offset);
            await SendMessagesAsync(cancellationToken);
        }

        while (await reader.NextAsync(cancellationToken) is { Length: > 0 } block)
        {
            for (; block.Length > 0; block = block[Math.Min(_chunk, block.Length)..])
            {
                var chunk = block[..Math.Min(_chunk, block.Length)];
                await channel.SendAsync(chunk, cancellationToken);
                Bytes += chunk.Length;
                tally.Move(chunk.Length);
            }

            DrainMessages();
            if (_transfer.End is not null)
            {
                return;
            }
        }

        _transfer.Finish(reader.Hash);
    }

    private async ValueTask SendMessagesAsync(CancellationToken cancellationToken)
    {
        while (_transfer.TryNextMessage(out var message))
        {
            await channel.SendTextAsync(FileMessageJson.Write(message), cancellationToken);
        }
    }

    private void DrainMessages()
    {
        while (channel.TryRead(out var message))
        {
            if (message.IsText && FileMessageJson.TryRead(message.Data, out var read))
            {
                _transfer.Receive(read);
            }
        }
    }
}

using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Files.Storing;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Files.Receiving;

/// <summary>Receives one file through a channel of its own.</summary>
/// <param name="channel">The channel.</param>
/// <param name="store">Where the file goes.</param>
/// <param name="consent">Says whether a file is wanted.</param>
/// <param name="tally">Where it is counted.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class FileReceiving(
    RtcDataChannel channel, FileStore store, Func<Announcement, Task<bool>> consent, TransferTally tally, ILogger logger)
{
    private readonly IncomingTransfer _transfer = new();
    private IIncomingFile? _file;
    private Task _closing = Task.CompletedTask;

    /// <summary>The file, once it is announced.</summary>
    public Announcement? Announced { get; private set; }

    /// <summary>Receives it. Completes when the channel has ended.</summary>
    public async Task<TransferEnd> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await channel.WaitToReadAsync(cancellationToken))
            {
                while (channel.TryRead(out var message))
                {
                    await ReceiveAsync(message, cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is RtcConnectionException or OperationCanceledException)
        {
            // What is here of the file stays, for the next time.
        }
        finally
        {
            _file?.Dispose();
        }

        await _closing;
        _transfer.ChannelEnded();
        return _transfer.End ?? throw new InvalidOperationException("The transfer has no end.");
    }

    private async ValueTask ReceiveAsync(RtcMessage message, CancellationToken cancellationToken)
    {
        if (_transfer.End is not null)
        {
            return;
        }

        try
        {
            if (message.IsText)
            {
                _transfer.Receive(FileMessageJson.TryRead(message.Data, out var read) ? read : null);
                await ActAsync(cancellationToken);
            }
            else if (_transfer.Takes(message.Data.Length))
            {
                _file?.Append(message.Data.Span);
                tally.Move(message.Data.Length);
                return;
            }
        }
        catch (FileRefusedException e)
        {
            End(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.CannotWrite(Announced?.Name ?? "", e.Message);
            End("it cannot be written here");
        }

        while (_transfer.TryNextMessage(out var answer))
        {
            await channel.SendTextAsync(FileMessageJson.Write(answer), cancellationToken);
        }

        if (_transfer.End is not null)
        {
            _file?.Dispose();
            _closing = CloseAsync(cancellationToken);
        }
    }

    private async ValueTask ActAsync(CancellationToken cancellationToken)
    {
        switch (_transfer.Current)
        {
            case IncomingTransfer.State.Announced { File: var announced }:
                Announced = announced;
                tally.Expect(announced.Size);
                await DecideAsync(announced, cancellationToken);
                break;
            case IncomingTransfer.State.Restarting:
                tally.Restart(_file?.Length ?? 0);
                _file?.Restart();
                _transfer.Restarted();
                break;
            case IncomingTransfer.State.Checking { Sha256: var sha256 } when _file is { } file:
                logger.FileReceived(Announced?.Name ?? "", file.Length, file.Complete(sha256));
                tally.Complete(file.Length);
                _transfer.Confirm();
                break;
        }
    }

    private async ValueTask DecideAsync(Announcement announced, CancellationToken cancellationToken)
    {
        var answer = consent(announced);
        await Task.WhenAny(answer, channel.Closed).WaitAsync(cancellationToken);
        if (answer.IsCompletedSuccessfully && await answer)
        {
            _file = store.Open(announced);
            tally.Begin(_file.Length);
            _transfer.Accept(_file.Length, _file.Prefix);
        }
        else
        {
            _transfer.Refuse("declined");
        }
    }

    private void End(string reason)
    {
        if (_transfer.Current is IncomingTransfer.State.Announced)
        {
            _transfer.Refuse(reason);
        }
        else
        {
            _transfer.Reject(reason);
        }
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await channel.CloseAsync(cancellationToken);
        }
        catch (Exception e) when (e is RtcConnectionException or OperationCanceledException)
        {
            // It went with the connection.
        }
    }
}

using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Files.Storing;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Files.Receiving;

/// <summary>Takes the files of one sender, from the open connection to its end.</summary>
/// <param name="connection">The connection.</param>
/// <param name="store">Where the files go.</param>
/// <param name="consent">Says whether a file is wanted.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class SenderVisit(
    ChannelConnection connection, FileStore store, Func<Announcement, Task<bool>> consent, ILogger logger)
{
    /// <summary>How many files may be announced at a time. More are turned away, so that memory is bounded.</summary>
    private const int MaxFiles = 128;

    private readonly List<Task> _receiving = [];

    /// <summary>What has become of the sender's files.</summary>
    public TransferTally Tally { get; } = new();

    /// <summary>Takes files until the sender parts, is lost, or nothing is to be taken any more. Whether it has parted.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var chat = connection.Channel ?? throw new InvalidOperationException("The channel is not open.");
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taking = TakeAsync(noMore.Token, broken.Token);
        try
        {
            // What is said there has nobody to read it; unread, it would hold up the files.
            await foreach (var _ in chat.ReadAllAsync(cancellationToken))
            {
            }

            if (await chat.Closed != RtcChannelClosure.Clean)
            {
                // The channels of the files have ended as well; what came through them is still to be written.
                return false;
            }

            await broken.CancelAsync();
            return true;
        }
        finally
        {
            await noMore.CancelAsync();
            await taking;
            await Task.WhenAll(_receiving);
        }
    }

    private async Task TakeAsync(CancellationToken noMore, CancellationToken broken)
    {
        try
        {
            await foreach (var channel in connection.Incoming.ReadAllAsync(noMore))
            {
                _receiving.RemoveAll(receiving => receiving.IsCompleted);
                _receiving.Add(_receiving.Count < MaxFiles ? ReceiveAsync(channel, broken) : TurnAwayAsync(channel, broken));
            }
        }
        catch (OperationCanceledException)
        {
            // The sender is gone.
        }
    }

    private async Task ReceiveAsync(RtcDataChannel channel, CancellationToken cancellationToken)
    {
        // The messages of others are not to wait while this one is written.
        await Task.Yield();
        var receiving = new FileReceiving(channel, store, consent, Tally, logger);
        var end = await receiving.RunAsync(cancellationToken);
        if (end.Kind != TransferEndKind.Whole)
        {
            // The first is worth a line; more of them are the doing of the other end, which is not to fill the screen.
            var level = Tally.FailedFiles == 0 ? LogLevel.Warning : LogLevel.Debug;
            Tally.Fail();
            logger.FileNotReceived(level, receiving.Announced?.Name ?? "", end.Reason);
        }
    }

    private static async Task TurnAwayAsync(RtcDataChannel channel, CancellationToken cancellationToken)
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

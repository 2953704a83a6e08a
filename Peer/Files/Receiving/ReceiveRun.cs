using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Files.Storing;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Files.Receiving;

/// <summary>Receives files: of one sender, or of whoever comes.</summary>
/// <param name="rendezvous">Where senders are met.</param>
/// <param name="store">Where the files go.</param>
/// <param name="consent">Says for a new sender who decides on its files.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class ReceiveRun(
    Rendezvous rendezvous, FileStore store, Func<Func<Announcement, Task<bool>>> consent, ILogger logger)
{
    private readonly PeerNames _names = new();

    /// <summary>Takes the files of one sender.</summary>
    /// <param name="connection">The connection to it.</param>
    /// <param name="watch">Looks on, until the task that it is given completes.</param>
    /// <param name="cancellationToken">When to end before its time.</param>
    public async Task<ExitCode> RunAsync(
        ChannelConnection connection, Func<TransferTally, Task, Task> watch, CancellationToken cancellationToken)
    {
        var visit = new SenderVisit(connection, store, consent(), logger);
        var visiting = visit.RunAsync(cancellationToken);
        await watch(visit.Tally, visiting);
        var parted = await visiting;
        var tally = visit.Tally;
        visit.Tell();
        logger.FilesDone(new TransferSummary("received", tally));
        if (!parted)
        {
            logger.ConnectionLost("the sender is gone");
            return ExitCode.ConnectionLost;
        }

        if (tally.ExpectedFiles == 0)
        {
            logger.NothingReceived();
        }

        return tally.FailedFiles == 0 && tally.WholeFiles > 0 ? ExitCode.Done : ExitCode.FilesFailed;
    }

    /// <summary>Takes the files of all who come, until told to stop.</summary>
    /// <param name="first">The connection to the first sender.</param>
    /// <param name="cancellationToken">When to stop.</param>
    /// <exception cref="SetupException">Nobody else can come.</exception>
    public async Task<ExitCode> ServeAsync(ChannelConnection first, CancellationToken cancellationToken)
    {
        var visits = new List<Task>();
        try
        {
            for (var next = first; ; next = (await rendezvous.ConnectAsync(cancellationToken))[0])
            {
                visits.RemoveAll(visit => visit.IsCompleted);
                visits.Add(HostAsync(next, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(visits);
        }
    }

    private async Task HostAsync(ChannelConnection connection, CancellationToken cancellationToken)
    {
        var name = _names.Next(connection.Remote);
        logger.ChannelOpenWith(FileMessage.ProtocolName, name);
        connection.TellPath(name);
        var visit = new SenderVisit(connection, store, consent(), logger);
        var parted = false;
        try
        {
            parted = await visit.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The box is closed.
        }
        finally
        {
            visit.Tell();
            logger.FilesDoneBy(name, new TransferSummary("received", visit.Tally));
            await rendezvous.EndAsync(connection, parted);
        }
    }
}

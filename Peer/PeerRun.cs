using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer;

/// <summary>One run of the program: meet the other peer, talk, end.</summary>
internal static class PeerRun
{
    /// <summary>How long the end of the connection may take once nothing depends on it any more.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    public static async Task<ExitCode> ExecuteAsync(
        PeerOptions options, StandardStreams streams, Interruption interruption, ILoggerFactory loggerFactory)
    {
        var logger = loggerFactory.CreateLogger("RtcPeer.Peer");
        var rendezvous = new Rendezvous(options, loggerFactory);
        try
        {
            var connection = await rendezvous.ConnectAsync(interruption.Token);
            logger.ChannelOpen(options.Channel);
            return await new Conversation(connection, options.Binary, streams, logger).RunAsync(interruption);
        }
        catch (SetupException e)
        {
            logger.GaveUp(e.Message);
            return e.Code;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            logger.Interrupted();
            return interruption.Code;
        }
        catch (Exception e)
        {
            logger.Broke(e, e.Message);
            return ExitCode.Failed;
        }
        finally
        {
            await EndAsync(rendezvous);
        }
    }

    private static async Task EndAsync(Rendezvous rendezvous)
    {
        try
        {
            await rendezvous.DisposeAsync().AsTask().WaitAsync(EndTimeout);
        }
        catch (TimeoutException)
        {
            // The exit code stands; the process takes the rest with it.
        }
    }
}

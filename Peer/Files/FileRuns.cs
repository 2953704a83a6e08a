using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Files.Receiving;
using RtcPeer.Peer.Files.Sending;
using RtcPeer.Peer.Files.Storing;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Files;

/// <summary>Runs of the program that carry files.</summary>
internal static class FileRuns
{
    /// <summary>Meets a receiver and sends it files.</summary>
    /// <param name="options">Where and how to meet.</param>
    /// <param name="files">What to send.</param>
    /// <param name="progress">Who looks on.</param>
    /// <param name="interruption">When to end before its time.</param>
    /// <param name="loggerFactory">Where it logs.</param>
    public static Task<ExitCode> SendAsync(
        PeerOptions options, SourceFiles files, TransferProgress progress, Interruption interruption, ILoggerFactory loggerFactory) =>
        PeerRun.MeetAsync(
            options with { Peers = 1 },
            async (_, connections, logger) =>
            {
                TellPath(connections[0], options, logger);
                if (files.LeftOut > 0)
                {
                    logger.LeftOut(files.LeftOut);
                }

                using var run = new SendRun(connections[0], files, logger);
                var sending = run.RunAsync(interruption.Token);
                await progress.RunAsync(run.Tally, sending);
                var code = await sending;
                run.Tell(code);
                return code;
            },
            new ChannelUse(),
            interruption,
            loggerFactory);

    /// <summary>Meets a sender, or all who come, and receives files.</summary>
    /// <param name="options">Where and how to meet.</param>
    /// <param name="receive">How files are received.</param>
    /// <param name="folder">Where they go.</param>
    /// <param name="consent">Who is asked; null to take all.</param>
    /// <param name="progress">Who looks on.</param>
    /// <param name="interruption">When to end before its time.</param>
    /// <param name="loggerFactory">Where it logs.</param>
    public static Task<ExitCode> ReceiveAsync(
        PeerOptions options, ReceiveOptions receive, string folder, Consent? consent, TransferProgress progress,
        Interruption interruption, ILoggerFactory loggerFactory)
    {
        var store = new FileStore(folder, receive.Policy);
        Func<Func<Announcement, Task<bool>>> ask = consent is null ? () => Consent.Always : consent.ForSender;
        if (receive.Serves)
        {
            loggerFactory.CreateLogger("RtcPeer.Peer").Serving(Path.GetFullPath(folder));
        }

        return PeerRun.MeetAsync(
            options with { Peers = receive.Serves ? null : 1, TakesCalls = receive.Serves },
            (rendezvous, connections, logger) =>
            {
                var run = new ReceiveRun(rendezvous, store, ask, logger);
                if (receive.Serves)
                {
                    return run.ServeAsync(connections[0], interruption.Token);
                }

                TellPath(connections[0], options, logger);
                return run.RunAsync(connections[0], progress.RunAsync, interruption.Token);
            },
            new ChannelUse { MoreProtocol = FileMessage.ProtocolName },
            interruption,
            loggerFactory);
    }

    private static void TellPath(ChannelConnection connection, PeerOptions options, ILogger logger)
    {
        logger.ChannelOpenWith(options.Channel, new PeerNames().Next(connection.Remote));
        connection.TellPath();
    }
}

using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Bench;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Doctor;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer;

/// <summary>One run of the program: meet the other peers, talk or measure, end.</summary>
internal static class PeerRun
{
    /// <summary>How long the end of the connection may take once nothing depends on it any more.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Meets the other peers for a conversation over stdin and stdout.</summary>
    public static Task<ExitCode> ExecuteAsync(
        PeerOptions options, StandardStreams streams, Interruption interruption, ILoggerFactory loggerFactory) =>
        MeetAsync(
            options,
            async (rendezvous, connections, logger) =>
            {
                using var conversation = new Conversation(rendezvous, options, streams, logger);
                return await conversation.RunAsync(connections, interruption);
            },
            new ChannelUse { TakesPipes = true },
            interruption,
            loggerFactory);

    /// <summary>Meets the other peer to measure what the channel carries.</summary>
    /// <param name="options">Where and how to meet.</param>
    /// <param name="bench">What to measure.</param>
    /// <param name="output">Where the results go.</param>
    /// <param name="terminal">Where progress is shown; null for nowhere.</param>
    /// <param name="interruption">When to end before its time.</param>
    /// <param name="loggerFactory">Where it logs.</param>
    public static Task<ExitCode> ExecuteBenchAsync(
        PeerOptions options, BenchOptions bench, TextWriter output, TextWriter? terminal,
        Interruption interruption, ILoggerFactory loggerFactory) =>
        MeetAsync(
            options with { Peers = 1 },
            (rendezvous, connections, logger) =>
            {
                logger.ChannelOpen(options.Channel);
                connections[0].TellPath();
                return new BenchRun(connections[0], bench, output, terminal, logger).RunAsync(rendezvous.ConnectTime, interruption);
            },
            new ChannelUse { ReadsInline = true },
            interruption,
            loggerFactory);

    /// <summary>Finds out what stands in the way of a connection.</summary>
    /// <param name="options">Where and how peers would meet.</param>
    /// <param name="json">Whether the result is for a program.</param>
    /// <param name="output">Where the result goes.</param>
    /// <param name="interruption">When to end before its time.</param>
    /// <param name="loggerFactory">Where it logs.</param>
    public static async Task<ExitCode> ExecuteDoctorAsync(
        PeerOptions options, bool json, TextWriter output, Interruption interruption, ILoggerFactory loggerFactory)
    {
        var logger = loggerFactory.CreateLogger("RtcPeer.Peer");
        try
        {
            IDoctorReport report = json ? new JsonReport(output) : new TextReport(output);
            return await new DoctorRun(options, report, loggerFactory).RunAsync(interruption.Token);
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
    }

    /// <summary>Meets other peers for something.</summary>
    /// <param name="options">Where and how to meet.</param>
    /// <param name="use">What it is for.</param>
    /// <param name="channels">What its channels are for.</param>
    /// <param name="interruption">When to end before its time.</param>
    /// <param name="loggerFactory">Where it logs.</param>
    internal static async Task<ExitCode> MeetAsync(
        PeerOptions options,
        Func<Rendezvous, IReadOnlyList<ChannelConnection>, ILogger, Task<ExitCode>> use,
        ChannelUse channels,
        Interruption interruption,
        ILoggerFactory loggerFactory)
    {
        var logger = loggerFactory.CreateLogger("RtcPeer.Peer");
        var rendezvous = new Rendezvous(options, loggerFactory, channels);
        try
        {
            return await use(rendezvous, await rendezvous.ConnectAsync(interruption.Token), logger);
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

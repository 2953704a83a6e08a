using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Scripting;

/// <summary>Runs of the program of which stdout may tell by events.</summary>
internal static class EventRun
{
    /// <summary>A run that writes nothing else on stdout; it tells by events where the user wants them.</summary>
    public static async Task<ExitCode> RunAsync(PeerOptions options, Func<ILoggerFactory, Task<ExitCode>> run)
    {
        if (options.Json)
        {
            return await RunWithEventsAsync(options, StandardStreams.Open().Output, (_, loggerFactory) => run(loggerFactory));
        }

        using var logging = new LogSetup(options.Verbosity);
        return await run(logging.Factory);
    }

    /// <summary>A run that tells by events, to the last one.</summary>
    /// <param name="options">How much is told beside that on stderr.</param>
    /// <param name="stdout">Where the events go.</param>
    /// <param name="run">The run, with the output that takes its messages among the events.</param>
    public static async Task<ExitCode> RunWithEventsAsync(
        PeerOptions options, Stream stdout, Func<EventOutput, ILoggerFactory, Task<ExitCode>> run)
    {
        await using var output = new EventOutput(stdout);
        var events = new EventLog(output);
        using var logging = new LogSetup(options.Verbosity, events);
        var code = await run(output, logging.Factory);
        events.Closed(code);
        await output.DrainAsync();
        return code;
    }
}

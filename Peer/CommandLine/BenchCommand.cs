using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary><c>peer bench</c>.</summary>
internal static class BenchCommand
{
    public static CommandDescription Description { get; } = new(
        CommandSet.Bench, "bench", "Measure the channel between two peers: one responds, the other calls and measures.")
    {
        Examples =
        [
            new("peer bench", "respond to one caller"),
            new("peer bench --caller", "measure everything"),
            new("peer bench --caller --mode lat --json", "measure round trips, write JSON"),
        ],
        Notes =
            """
              connect  from sending the offer to the open channel, in ms
              tput     binary messages of --size bytes for --seconds; MB/s at the receiver
              rate     the same with messages of 64 bytes; messages a second at the receiver
              lat      a text of 64 bytes there and back --count times; p50 and p99 in us

            Results go to stdout, a line each, with the CPU time and the peak memory of the own process.
            Either end may be another program that measures in the same way (docs/bench.md). The options
            have twins in the environment, as in RTCPEER_PEER__BENCH__MODE, and in the section "Bench" of
            the section "Peer" in appsettings.json. The exit codes are those of peer.
            """,
        Run = RunAsync,
    };

    private static async Task<ExitCode> RunAsync(CommandCall call)
    {
        var options = PeerOptionsReader.Read(call.Configuration);
        var bench = BenchOptionsReader.Read(call.Configuration) with { Json = options.Json };
        using var logging = new LogSetup(options.Verbosity);
        using var interruption = new Interruption();
        return await PeerRun.ExecuteBenchAsync(
            options, bench, call.Output, ProgressTerminal(options), interruption, logging.Factory);
    }

    /// <summary>Progress is for somebody who looks on: not for a log or a pipe.</summary>
    private static TextWriter? ProgressTerminal(PeerOptions options) =>
        Console.IsErrorRedirected || options.Verbosity == Verbosity.Quiet
            || Environment.GetEnvironmentVariable("TERM") == "dumb"
            ? null
            : Console.Error;
}

using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using RtcPeer.Bench.Floors;
using RtcPeer.Bench.RelayLoad;

namespace RtcPeer.Bench;

/// <summary>
/// Measures what <c>peer bench</c> stands on: <c>floors</c> measures the machine, in lines of JSON, <c>relay-load</c> loads a
/// relay; anything else is for BenchmarkDotNet, which measures the hot paths of the stack (<c>--filter '*'</c> for all of them).
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["floors"]:
                FloorRun.Run();
                return 0;
            case ["floors", FloorRun.OtherEnd, "echo"]:
                UdpEcho.Run();
                return 0;
            case ["floors", FloorRun.OtherEnd, "sink"]:
                new UdpSink(coalesces: false).Run();
                return 0;
            case ["floors", FloorRun.OtherEnd, "batched"]:
                new UdpSink(coalesces: true).Run();
                return 0;
            case ["relay-load", .. var rest]:
                return LoadRun.Run(rest);
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, Configuration());
                return 0;
        }
    }

    /// <summary>In this process: what a project of its own would add is minutes of building.</summary>
    private static ManualConfig Configuration() => ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddExporter(MarkdownExporter.Console)
        .AddLogger(ConsoleLogger.Default)
        .WithArtifactsPath("artifacts/benchmarks");
}

using System.Diagnostics;

namespace RtcPeer.Relay.Metrics;

/// <summary>What the process uses, under the names that Prometheus's own libraries use.</summary>
internal static class ProcessFigures
{
    private const string OpenFiles = "/proc/self/fd";

    public static void WriteTo(MetricsText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Single("process_cpu_seconds_total", "counter", "Processor time used, in seconds.", process.TotalProcessorTime.TotalSeconds);
        text.Single("process_resident_memory_bytes", "gauge", "Memory in use, in bytes.", process.WorkingSet64);
        text.Single("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.", Seconds(process.StartTime));
        if (Directory.Exists(OpenFiles))
        {
            text.Single("process_open_fds", "gauge", "Open files and sockets.", Directory.EnumerateFileSystemEntries(OpenFiles).Count());
        }

        text.Single("process_threads", "gauge", "Threads of the process.", process.Threads.Count);
        text.Single("dotnet_gc_heap_bytes", "gauge", "Memory of managed objects, in bytes.", GC.GetTotalMemory(forceFullCollection: false));
        text.Single("dotnet_gc_pause_seconds_total", "counter", "Time that garbage collection stopped the relay, in seconds.", GC.GetTotalPauseDuration().TotalSeconds);
    }

    /// <summary>Seconds since 1970, as Prometheus writes times.</summary>
    public static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;
}

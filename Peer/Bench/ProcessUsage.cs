using System.Diagnostics;

namespace RtcPeer.Peer.Bench;

/// <summary>What this process has taken so far.</summary>
/// <param name="Cpu">User and system time of all threads.</param>
/// <param name="PeakMemory">The most that was resident at a time, in bytes.</param>
internal readonly record struct ProcessUsage(TimeSpan Cpu, long PeakMemory)
{
    public static ProcessUsage Now()
    {
        using var self = Process.GetCurrentProcess();
        return new ProcessUsage(self.TotalProcessorTime, self.PeakWorkingSet64);
    }
}

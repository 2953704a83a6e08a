using System.Diagnostics;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Io;

/// <summary>The time that protocol machines are told: monotonic, unmoved by changes of the wall clock.</summary>
internal static class MonotonicClock
{
    private static readonly long Origin = Stopwatch.GetTimestamp();

    /// <summary>How many of the system's ticks are one of ours; 0 where that is no whole number.</summary>
    private static readonly long Divisor =
        Stopwatch.Frequency % TimeSpan.TicksPerSecond == 0 ? Stopwatch.Frequency / TimeSpan.TicksPerSecond : 0;

    public static Instant Now
    {
        get
        {
            var elapsed = Stopwatch.GetTimestamp() - Origin;
            // Every message asks for the time, and floating point is what would take most of it.
            return new Instant(Divisor == 0 ? Stopwatch.GetElapsedTime(0, elapsed).Ticks : elapsed / Divisor);
        }
    }
}

using System.Diagnostics;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Io;

/// <summary>The time that protocol machines are told: monotonic, unmoved by changes of the wall clock.</summary>
internal static class MonotonicClock
{
    private static readonly long Origin = Stopwatch.GetTimestamp();

    public static Instant Now => new(Stopwatch.GetElapsedTime(Origin).Ticks);
}

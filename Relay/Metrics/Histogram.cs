using System.Diagnostics;

namespace RtcPeer.Relay.Metrics;

/// <summary>How long something took, counted in buckets from 50 us to 10 s. For any number of threads.</summary>
internal sealed class Histogram
{
    private static readonly double[] Bounds =
        [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _sumTicks;

    /// <summary>Counts the time since a timestamp of <see cref="Stopwatch"/>.</summary>
    /// <param name="timestamp">The timestamp.</param>
    /// <param name="count">How many things took that long.</param>
    public void ObserveSince(long timestamp, int count)
    {
        var elapsed = Stopwatch.GetElapsedTime(timestamp);
        var bucket = Array.BinarySearch(Bounds, elapsed.TotalSeconds);
        Interlocked.Add(ref _counts[bucket < 0 ? ~bucket : bucket], count);
        Interlocked.Add(ref _sumTicks, elapsed.Ticks * count);
    }

    public void WriteTo(MetricsText text, string name, string help)
    {
        text.Head(name, "histogram", help);
        var below = 0L;
        for (var i = 0; i < Bounds.Length; i++)
        {
            below += Interlocked.Read(ref _counts[i]);
            text.Value($"{name}_bucket", below, "le", MetricsText.Number(Bounds[i]));
        }

        below += Interlocked.Read(ref _counts[^1]);
        text.Value($"{name}_bucket", below, "le", "+Inf");
        text.Value($"{name}_sum", TimeSpan.FromTicks(Interlocked.Read(ref _sumTicks)).TotalSeconds);
        text.Value($"{name}_count", below);
    }
}

using System.Diagnostics;

namespace RtcPeer.Peer.Bench;

/// <summary>Measured round trips.</summary>
internal sealed class RoundTrips
{
    private readonly long[] _sorted;

    /// <param name="ticks">Of the <see cref="Stopwatch"/>; at least one.</param>
    public RoundTrips(long[] ticks)
    {
        _sorted = ticks;
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    /// <summary>What that share of the round trips stays below, in us.</summary>
    public double Percentile(double share) =>
        _sorted[Math.Min(Count - 1, (int)(share * Count))] * 1e6 / Stopwatch.Frequency;
}

using System.Diagnostics;
using System.Globalization;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>Many clients that join, in rooms of ten, and then say nothing.</summary>
internal sealed class CrowdLoad(LoadTarget target, int clients)
{
    private const int AtOnce = 32;

    /// <summary>How fast they join, and what the relay holds when all are there.</summary>
    public async Task<string> RunAsync(TimeSpan idle)
    {
        var all = new LoadClient?[clients];
        try
        {
            return await target.WithCpuTimesAsync(async () =>
            {
                var began = Stopwatch.GetTimestamp();
                await Parallel.ForEachAsync(Enumerable.Range(0, clients), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
                    all[i] = await LoadClient.JoinAsync(target, $"/crowd-{i / 10}", LoadTarget.SourceOf(i)).ConfigureAwait(false)).ConfigureAwait(false);
                var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                await Task.Delay(idle).ConfigureAwait(false);
                return string.Create(
                    CultureInfo.InvariantCulture, $"\"clients\":{clients},\"seconds\":{seconds:F3},\"rss_MB\":{target.Process?.ResidentMB() ?? 0:F1}");
            }).ConfigureAwait(false);
        }
        finally
        {
            Array.ForEach(all, client => client?.Reset());
        }
    }
}

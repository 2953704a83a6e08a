using System.Globalization;
using System.Net;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>The relay under load.</summary>
/// <param name="EndPoint">Where it listens.</param>
/// <param name="Process">What it uses; null when that is not asked for.</param>
internal sealed record LoadTarget(IPEndPoint EndPoint, RelayProcess? Process)
{
    /// <summary>From how many addresses of this machine clients come: the ports of one would not last for 100,000.</summary>
    private const int Addresses = 32;

    /// <summary>The address that the n-th client comes from, one of 127.0.0.0/8, all of which Linux has.</summary>
    public static IPAddress SourceOf(int n) => new([127, 0, 1, (byte)(1 + (n % Addresses))]);

    /// <summary>What the relay and this program used while something ran, as fields of JSON.</summary>
    public async Task<string> WithCpuTimesAsync(Func<Task<string>> measure)
    {
        var (before, ownBefore) = (Process?.CpuSeconds() ?? 0, Environment.CpuUsage.TotalTime);
        var fields = await measure().ConfigureAwait(false);
        var (used, own) = ((Process?.CpuSeconds() ?? 0) - before, Environment.CpuUsage.TotalTime - ownBefore);
        return string.Create(CultureInfo.InvariantCulture, $"{fields},\"relay_cpu_s\":{used:F3},\"own_cpu_s\":{own.TotalSeconds:F3}");
    }
}

using System.Globalization;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>What a process and its children use, by the files of Linux below /proc.</summary>
internal sealed class RelayProcess(int id)
{
    /// <summary>Linux shows times in these to all programs, whatever it counts in itself.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The CPU time of all its threads and of the children that have ended, in seconds.</summary>
    public double CpuSeconds()
    {
        // Behind the name, which ends with the last parenthesis, stand the fields from the third on (proc(5)).
        var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[(14 - 3)..(18 - 3)].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>The memory that it has in RAM, in MB of 1,000,000 bytes.</summary>
    public double ResidentMB()
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status"))
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}

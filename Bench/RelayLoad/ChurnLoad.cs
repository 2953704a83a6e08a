using System.Globalization;
using System.Net.Sockets;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>Clients that join and leave, each in its own way: with a close, a reset, a reset within a message, or without a
/// word within a message; one in four says something before.</summary>
/// <param name="target">The relay.</param>
/// <param name="clients">How many there are, one after the other.</param>
/// <param name="metrics">Where the relay tells about itself.</param>
internal sealed class ChurnLoad(LoadTarget target, int clients, Uri metrics)
{
    private const int AtOnce = 32;
    private const int Samples = 5;

    private static readonly string[] Shown =
        ["rtcpeer_relay_joined_total", "rtcpeer_relay_clients", "rtcpeer_relay_rooms", "dotnet_gc_heap_bytes", "process_open_fds"];

    /// <summary>Runs, and writes a line about the relay a few times.</summary>
    public async Task<string> RunAsync()
    {
        using var http = new HttpClient();
        for (var sample = 1; sample <= Samples; sample++)
        {
            var from = clients / Samples * (sample - 1);
            await Parallel.ForEachAsync(
                Enumerable.Range(from, clients / Samples),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
                async (i, _) => await ComeAndGoAsync(i).ConfigureAwait(false)).ConfigureAwait(false);
            Console.WriteLine($$"""{"mode":"churn",{{await SampleAsync(http).ConfigureAwait(false)}}}""");
        }

        return string.Create(CultureInfo.InvariantCulture, $"\"clients\":{clients / Samples * Samples}");
    }

    private async Task ComeAndGoAsync(int i)
    {
        using var client = await LoadClient.JoinAsync(target, $"/churn-{i % 50}", LoadTarget.SourceOf(i)).ConfigureAwait(false);
        try
        {
            if (i / 4 % 4 == 0)
            {
                client.Send(LoadFrames.Messages(1));
            }

            switch (i % 4)
            {
                case 0:
                    await client.CloseAsync().ConfigureAwait(false);
                    break;
                case 1:
                    client.Reset();
                    break;
                case 2:
                    client.Send(LoadFrames.Messages(1).AsSpan(0, 100));
                    client.Reset();
                    break;
                default:
                    client.Send(LoadFrames.Messages(1).AsSpan(0, 5));
                    break;
            }
        }
        catch (SocketException)
        {
            // It wanted to go, and is gone.
        }
    }

    /// <summary>The figures of the relay, when those who left are gone there too.</summary>
    private async Task<string> SampleAsync(HttpClient http)
    {
        var figures = await FiguresAsync(http).ConfigureAwait(false);
        for (var i = 0; figures["rtcpeer_relay_clients"] > 0 && i < 50; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            figures = await FiguresAsync(http).ConfigureAwait(false);
        }

        var fields = figures.Select(pair => string.Create(CultureInfo.InvariantCulture, $"\"{pair.Key}\":{pair.Value:F0}"));
        return string.Join(',', [.. fields, string.Create(CultureInfo.InvariantCulture, $"\"rss_MB\":{target.Process?.ResidentMB() ?? 0:F1}")]);
    }

    private async Task<Dictionary<string, double>> FiguresAsync(HttpClient http)
    {
        var text = await http.GetStringAsync(metrics).ConfigureAwait(false);
        return text.Split('\n')
            .Select(line => line.Split(' '))
            .Where(words => words.Length == 2 && Shown.Contains(words[0]))
            .ToDictionary(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture));
    }
}

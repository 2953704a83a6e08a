using System.Globalization;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>The time from one client's sending to each other's receiving, at a rate that leaves the relay time.</summary>
internal sealed class LatencyLoad(LoadTarget target, int clients)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly Lock _lock = new();
    private readonly List<double> _ages = [];

    /// <summary>Runs for half a second that does not count, and then for the given time.</summary>
    public async Task<string> RunAsync(TimeSpan time)
    {
        await using var room = new LoadRoom();
        await room.JoinAsync(target, clients, OnFrames).ConfigureAwait(false);
        await SendAsync(room.Clients[0], TimeSpan.FromSeconds(0.5)).ConfigureAwait(false);
        lock (_lock)
        {
            _ages.Clear();
        }

        return await target.WithCpuTimesAsync(() => MeasureAsync(room, time)).ConfigureAwait(false);
    }

    private async Task<string> MeasureAsync(LoadRoom room, TimeSpan time)
    {
        await SendAsync(room.Clients[0], time).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
        lock (_lock)
        {
            if (_ages.Count == 0)
            {
                return "\"samples\":0";
            }

            // What else the machine does now and then is in the p99 of all; that of the usual half-second compares.
            var slice = (clients - 1) * (int)(TimeSpan.FromSeconds(0.5) / Interval);
            var usual = At([.. _ages.Chunk(slice).Select(ages => At(ages, 99) / 1000)], 50);
            double[] all = [.. _ages];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"\"samples\":{all.Length},\"p50_us\":{At(all, 50):F1},\"p99_us\":{At(all, 99):F1},\"usual_p99_us\":{usual:F1}");
        }
    }

    /// <summary>A percentile of times in ms, in us.</summary>
    private static double At(double[] ages, int percent)
    {
        Array.Sort(ages);
        return 1000 * ages[ages.Length * percent / 100];
    }

    private static async Task SendAsync(LoadClient sender, TimeSpan time)
    {
        var message = LoadFrames.Messages(1);
        using var timer = new PeriodicTimer(Interval);
        for (var i = 0; i < time / Interval; i++)
        {
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
            LoadFrames.Stamp(message);
            sender.Send(message);
        }
    }

    private int OnFrames(ReadOnlyMemory<byte> bytes)
    {
        var input = bytes.Span;
        while (LoadFrames.TryTake(ref input, out var isText, out var payload))
        {
            if (isText)
            {
                var age = LoadFrames.AgeOf(payload);
                lock (_lock)
                {
                    _ages.Add(age);
                }
            }
        }

        return bytes.Length - input.Length;
    }
}

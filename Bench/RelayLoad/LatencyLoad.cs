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
            _ages.Sort();
            return _ages.Count == 0
                ? "\"samples\":0"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"\"samples\":{_ages.Count},\"p50_us\":{1000 * _ages[_ages.Count / 2]:F1},\"p99_us\":{1000 * _ages[_ages.Count * 99 / 100]:F1}");
        }
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

using System.Globalization;

namespace RtcPeer.Peer.Bench;

/// <summary>Looks at an activity now and then: to show it on a terminal, and to notice that it stands still.</summary>
/// <param name="activity">What is watched.</param>
/// <param name="terminal">Where it is shown; null where there is no terminal.</param>
internal sealed class Watch(Activity activity, TextWriter? terminal)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Clears the line from the cursor to its end (ECMA-48, EL).</summary>
    private const string ClearLine = "\r\e[K";

    /// <summary>Watches until the activity has stood still for that long, or until told to stop.</summary>
    /// <param name="patience">How long it may stand still; null for ever.</param>
    /// <returns>Whether it stood still.</returns>
    public async Task<bool> RunAsync(TimeSpan? patience, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        var (last, still) = (-1L, TimeSpan.Zero);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var amount = activity.Amount;
                Show(last < 0 || amount < last ? 0 : amount - last);
                still = amount == last ? still + Interval : TimeSpan.Zero;
                last = amount;
                if (still >= patience)
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
        finally
        {
            terminal?.Write(ClearLine);
        }

        return false;
    }

    private void Show(long progress)
    {
        if (terminal is not null && activity.Name is { } name)
        {
            var rate = progress / Interval.TotalSeconds;
            var speed = name == PingPong.Name ? $"{rate:N0} round trips/s" : $"{rate / 1e6:N1} MB/s";
            terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{ClearLine}{name}: {speed}"));
        }
    }
}

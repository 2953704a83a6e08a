using System.Globalization;
using Spectre.Console;

namespace RtcPeer.Peer.Files;

/// <summary>Shows on a terminal how transfers go: how far they are, how fast, and how long it will take.</summary>
/// <param name="console">The terminal; null where nobody looks on.</param>
internal sealed class TransferProgress(IAnsiConsole? console)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>A terminal on stderr, if there is one for somebody who wants to see progress.</summary>
    /// <param name="isQuiet">Whether the user wants to see none.</param>
    public static TransferProgress OnError(bool isQuiet)
    {
        if (isQuiet || Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb")
        {
            return new(null);
        }

        // https://no-color.org
        var isPlain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = AnsiSupport.Yes,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        }));
    }

    /// <summary>Shows it until the work is over.</summary>
    public async Task RunAsync(TransferTally tally, Task work)
    {
        if (console is null)
        {
            return;
        }

        // Before that there is nothing to be seen, and perhaps a question on the terminal.
        while (!tally.HasBegun && !work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(Interval));
        }

        if (work.IsCompleted)
        {
            return;
        }

        await console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(),
                new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Describe(tally), maxValue: Math.Max(1, Expected(tally)));
                while (!work.IsCompleted)
                {
                    task.MaxValue = Math.Max(1, Expected(tally));
                    task.Value = tally.MovedBytes;
                    task.Description = Describe(tally);
                    await Task.WhenAny(work, Task.Delay(Interval));
                }
            });
    }

    /// <summary>What has to go over the wire. Where a size is not known, as much as went.</summary>
    private static long Expected(TransferTally tally) => Math.Max(tally.ExpectedBytes - tally.PresentBytes, tally.MovedBytes);

    private static string Describe(TransferTally tally) =>
        string.Create(CultureInfo.InvariantCulture, $"{tally.WholeFiles}/{tally.ExpectedFiles} files");
}

using System.Globalization;
using RtcPeer.Peer.Logging;

namespace RtcPeer.Peer.Doctor;

/// <summary>A line for each result, as soon as it is there, and one for what it all means.</summary>
internal sealed class TextReport(TextWriter output) : IDoctorReport
{
    public void Add(IReadOnlyList<StageResult> results)
    {
        foreach (var result in results)
        {
            Write($"{Word(result.Outcome),-8} {result.Stage.Name(),-16} {What(result)}{Times(result)}");
        }
    }

    public void End(IReadOnlyList<StageResult> all, Verdict verdict, NatKind nat)
    {
        Write(verdict.FirstFailure is { } first
            ? $"The first stage that failed: {first.Stage.Name()}. {verdict.Hint}"
            : $"Nothing failed.{(verdict.Hint is null ? "" : $" {verdict.Hint}")}");
    }

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Ok => "ok",
        Outcome.Warning => "warning",
        Outcome.Failed => "failed",
        _ => "skipped",
    };

    private static string What(StageResult result) => result.Target is null ? result.Detail : $"{result.Target}: {result.Detail}";

    private static string Times(StageResult result) => (result.Took, result.RoundTrip) switch
    {
        (null, _) => "",
        ({ } took, null) => Format($" ({took.TotalMilliseconds:F0} ms)"),
        ({ } took, { } trip) => Format($" ({took.TotalMilliseconds:F0} ms, round trip {trip.TotalMilliseconds:F1} ms)"),
    };

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Write(string line)
    {
        output.WriteLine(TerminalText.Harmless(line));
        output.Flush();
    }
}

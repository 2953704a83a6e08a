using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace RtcPeer.Peer.Logging;

/// <summary>One plain line for each event; with the time, the level and the origin where the user wants details.</summary>
/// <param name="coloured">Whether warnings, errors and details stand out by colour.</param>
/// <param name="detailed">Whether the line begins with the time, the level and the origin.</param>
internal sealed class LogLineFormatter(bool coloured, bool detailed) : ITextFormatter
{
    private const string Reset = "\e[0m";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var colour = coloured ? Colour(logEvent.Level) : null;
        output.Write(colour);
        output.Write(detailed ? Details(logEvent) : Prefix(logEvent.Level));

        // Part of the message may be the words of a stranger (a label, a reason): they must not steer the terminal.
        output.Write(TerminalText.Harmless(LogText.Of(logEvent)));
        if (detailed && logEvent.Exception is { } exception)
        {
            output.Write(TerminalText.Harmless($" ({exception.GetType().Name}: {exception.Message})"));
        }

        output.Write(colour is null ? null : Reset);
        output.Write('\n');
    }

    private static string Prefix(LogEventLevel level) => level switch
    {
        LogEventLevel.Warning => "warning: ",
        LogEventLevel.Error or LogEventLevel.Fatal => "error: ",
        _ => "",
    };

    private static string Details(LogEvent logEvent)
    {
        var level = logEvent.Level switch
        {
            LogEventLevel.Verbose => "trace",
            LogEventLevel.Debug => "debug",
            LogEventLevel.Information => "info ",
            LogEventLevel.Warning => "warn ",
            _ => "error",
        };
        var origin = logEvent.Properties.TryGetValue("SourceContext", out var value) && value is ScalarValue { Value: string name }
            ? name[(name.LastIndexOf('.') + 1)..]
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{logEvent.Timestamp:HH:mm:ss.fff} {level} {origin}: ");
    }

    private static string? Colour(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "\e[2m",
        LogEventLevel.Warning => "\e[33m",
        LogEventLevel.Error or LogEventLevel.Fatal => "\e[31m",
        _ => null,
    };
}

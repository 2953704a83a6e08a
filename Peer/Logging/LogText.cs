using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace RtcPeer.Peer.Logging;

/// <summary>What a log event says.</summary>
internal static class LogText
{
    /// <summary>"l": words and values without quotation marks around them.</summary>
    private static readonly MessageTemplateTextFormatter Message = new("{Message:l}", CultureInfo.InvariantCulture);

    /// <summary>The whole message. Part of it may be the words of a stranger: a terminal needs <see cref="TerminalText"/>.</summary>
    public static string Of(LogEvent logEvent)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, text);
        return text.ToString();
    }

    /// <summary>The name of the method that logged it; null where it has none.</summary>
    public static string? NameOf(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("EventId", out var id) && id is StructureValue structure
            ? structure.Properties.Where(property => property.Name == "Name")
                .Select(property => (property.Value as ScalarValue)?.Value as string)
                .FirstOrDefault()
            : null;

    /// <summary>One value of it; null where it has none.</summary>
    public static object? ValueOf(LogEvent logEvent, string key) =>
        logEvent.Properties.TryGetValue(key, out var value) && value is ScalarValue scalar ? scalar.Value : null;
}

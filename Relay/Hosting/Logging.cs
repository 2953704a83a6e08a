using System.Globalization;
using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Sinks.SystemConsole.Themes;

namespace RtcPeer.Relay.Hosting;

/// <summary>Logs on stderr, which the section <c>Serilog</c> of appsettings.json can change.</summary>
internal static class Logging
{
    /// <param name="configuration">May hold a section <c>Serilog</c>.</param>
    /// <param name="format">Lines for people, or for programs.</param>
    /// <param name="level">From this level on; null leaves it to the configuration.</param>
    public static Logger Create(IConfiguration configuration, LogFormat format, LogEventLevel? level)
    {
        var logging = new LoggerConfiguration().ReadFrom.Configuration(configuration);
        logging = format switch
        {
            LogFormat.Json => logging.WriteTo.Console(
                new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture),
                standardErrorFromLevel: LogEventLevel.Verbose),
            _ => logging.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Message:lj}{NewLine}{Exception}",
                formatProvider: null,
                standardErrorFromLevel: LogEventLevel.Verbose,
                theme: IsPlain ? ConsoleTheme.None : AnsiConsoleTheme.Literate),
        };
        return (level is { } minimum ? logging.MinimumLevel.Is(minimum) : logging).CreateLogger();
    }

    private static bool IsPlain =>
        Console.IsErrorRedirected
        || Environment.GetEnvironmentVariable("TERM") == "dumb"
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}

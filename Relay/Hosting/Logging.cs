using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.SystemConsole.Themes;

namespace RtcPeer.Relay.Hosting;

/// <summary>Logs as short lines on stderr, which the section <c>Serilog</c> of appsettings.json can change.</summary>
internal static class Logging
{
    /// <param name="configuration">May hold a section <c>Serilog</c>.</param>
    /// <param name="level">From this level on; null leaves it to the configuration.</param>
    public static Logger Create(IConfiguration configuration, LogEventLevel? level)
    {
        var logging = new LoggerConfiguration()
            .ReadFrom.Configuration(configuration)
            .WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Message:lj}{NewLine}{Exception}",
                formatProvider: null,
                standardErrorFromLevel: LogEventLevel.Verbose,
                theme: IsPlain ? ConsoleTheme.None : AnsiConsoleTheme.Literate);
        return (level is { } minimum ? logging.MinimumLevel.Is(minimum) : logging).CreateLogger();
    }

    private static bool IsPlain =>
        Console.IsErrorRedirected
        || Environment.GetEnvironmentVariable("TERM") == "dumb"
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}

using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Options;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace RtcPeer.Peer.Logging;

/// <summary>Everything the program and the library tell, as lines on stderr.</summary>
internal sealed class LogSetup : IDisposable
{
    private const string Library = "RtcPeer.WebRtc";

    private readonly SerilogLoggerFactory _factory;

    public LogSetup(Verbosity verbosity)
    {
        var detailed = verbosity >= Verbosity.Detailed;
        var (program, library) = Levels(verbosity);
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(program)
            .MinimumLevel.Override(Library, library)
            .WriteTo.Console(new LogLineFormatter(Coloured(), detailed), standardErrorFromLevel: LogEventLevel.Verbose)
            .CreateLogger();
        _factory = new SerilogLoggerFactory(logger, dispose: true);
    }

    public ILoggerFactory Factory => _factory;

    public void Dispose() => _factory.Dispose();

    private static (LogEventLevel Program, LogEventLevel Library) Levels(Verbosity verbosity) => verbosity switch
    {
        Verbosity.Quiet => (LogEventLevel.Error, LogEventLevel.Error),
        Verbosity.Normal => (LogEventLevel.Information, LogEventLevel.Warning),
        Verbosity.Detailed => (LogEventLevel.Debug, LogEventLevel.Debug),
        _ => (LogEventLevel.Verbose, LogEventLevel.Verbose),
    };

    /// <summary>https://no-color.org: colour only for a terminal that can show it, and whose user has not refused it.</summary>
    private static bool Coloured() =>
        !Console.IsErrorRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";
}

using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace RtcPeer.Peer.Logging;

/// <summary>Everything the program and the library tell, as lines on stderr.</summary>
internal sealed class LogSetup : IDisposable
{
    private const string Library = "RtcPeer.WebRtc";

    private readonly SerilogLoggerFactory _factory;

    /// <param name="verbosity">How much is told on stderr.</param>
    /// <param name="events">Where else it goes, at <see cref="EventLog.Level"/> and above, however little stderr is told.</param>
    public LogSetup(Verbosity verbosity, ILogEventSink? events = null)
    {
        var detailed = verbosity >= Verbosity.Detailed;
        var (program, library) = Levels(verbosity);
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(events is null ? program : Lower(program, EventLog.Level))
            .MinimumLevel.Override(Library, library)
            .WriteTo.Console(new LogLineFormatter(Coloured(), detailed), program, standardErrorFromLevel: LogEventLevel.Verbose);
        if (events is not null)
        {
            configuration.WriteTo.Sink(events, EventLog.Level);
        }

        var logger = configuration.CreateLogger();
        _factory = new SerilogLoggerFactory(logger, dispose: true);
    }

    public ILoggerFactory Factory => _factory;

    public void Dispose() => _factory.Dispose();

    private static LogEventLevel Lower(LogEventLevel one, LogEventLevel other) => one < other ? one : other;

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

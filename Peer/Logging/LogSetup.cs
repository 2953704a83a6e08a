using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Files;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;
using RtcPeer.Peer.Typing;
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
    /// <param name="screen">The terminal that stderr is, where somebody types on it.</param>
    public LogSetup(Verbosity verbosity, ILogEventSink? events = null, TerminalScreen? screen = null)
    {
        var detailed = verbosity >= Verbosity.Detailed;
        var (program, library) = Levels(verbosity);
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(events is null ? program : Lower(program, EventLog.Level))
            .MinimumLevel.Override(Library, library)
            .Destructure.AsScalar<TransferSummary>();
        var lines = new LogLineFormatter(Colours.Wanted, detailed);
        if (screen is null)
        {
            configuration.WriteTo.Console(lines, program, standardErrorFromLevel: LogEventLevel.Verbose);
        }
        else
        {
            configuration.WriteTo.Sink(new ScreenLog(screen, lines), program);
        }

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
}

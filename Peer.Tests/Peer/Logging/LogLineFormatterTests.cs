using NUnit.Framework;
using RtcPeer.Peer.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace RtcPeer.Peer.Tests.Peer.Logging;

public class LogLineFormatterTests
{
    [Test]
    public void A_line_is_the_plain_words()
    {
        Assert.That(
            Lines(coloured: false, detailed: false, log => log.Information("joined {Relay}", "ws://localhost:8443/")),
            Is.EqualTo("joined ws://localhost:8443/\n"));
    }

    [Test]
    public void Warnings_and_errors_say_that_they_are()
    {
        Assert.That(
            Lines(coloured: false, detailed: false, log =>
            {
                log.Warning("one");
                log.Error("two");
            }),
            Is.EqualTo("warning: one\nerror: two\n"));
    }

    [Test]
    public void Details_are_the_time_the_level_and_the_origin_and_the_exception()
    {
        var line = Lines(coloured: false, detailed: true, log =>
            log.ForContext(Constants.SourceContextPropertyName, "RtcPeer.Peer.Signalling.SignallingClient")
                .Debug(new InvalidOperationException("why"), "what"));

        Assert.That(line, Does.Match(@"^\d\d:\d\d:\d\d\.\d{3} debug SignallingClient: what \(InvalidOperationException: why\)\n$"));
    }

    [Test]
    public void Colour_comes_only_when_asked_for()
    {
        Assert.That(Lines(coloured: true, detailed: false, log => log.Error("x")), Is.EqualTo("\e[31merror: x\e[0m\n"));
    }

    [Test]
    public void The_words_of_a_stranger_stay_on_their_line_and_steer_nothing()
    {
        Assert.That(
            Lines(coloured: false, detailed: false, log => log.Warning("label {Label}", "a\nerror: b\e[2J")),
            Is.EqualTo("warning: label a^Jerror: b^[[2J\n"));
    }

    private static string Lines(bool coloured, bool detailed, Action<ILogger> log)
    {
        var sink = new Sink(new LogLineFormatter(coloured, detailed));
        using var logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(sink).CreateLogger();
        log(logger);
        return sink.Text.ToString();
    }

    private sealed class Sink(LogLineFormatter formatter) : ILogEventSink
    {
        public StringWriter Text { get; } = new();

        public void Emit(LogEvent logEvent) => formatter.Format(logEvent, Text);
    }
}

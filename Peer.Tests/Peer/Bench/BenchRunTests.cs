using System.Globalization;
using System.Text.Json;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Peer.Running;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.WebRtc.Io;
using Serilog;
using Serilog.Extensions.Logging;

namespace RtcPeer.Peer.Tests.Peer.Bench;

/// <summary>Whole runs of <c>peer bench</c>, in this process, with a real relay and real connections.</summary>
[CancelAfter(60_000)]
public sealed class BenchRunTests : IAsyncDisposable
{
    private static readonly BenchOptions Short = new() { Duration = TimeSpan.FromMilliseconds(50), Count = 20, Json = true };

    private readonly TestRelay _relay = new();
    private readonly LogWatcher _log = new();
    private readonly SerilogLoggerFactory _loggers;
    private readonly Interruption _interruption = new();

    public BenchRunTests() => _loggers = new SerilogLoggerFactory(
        new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(_log).CreateLogger(), dispose: true);

    public async ValueTask DisposeAsync()
    {
        _interruption.Dispose();
        _loggers.Dispose();
        await _relay.DisposeAsync();
    }

    [Test]
    public async Task A_caller_measures_everything_over_one_channel_and_both_ends_end_well(CancellationToken ct)
    {
        var responder = RunAsync(caller: false, Short);
        var caller = RunAsync(caller: true, Short);

        var (code, lines) = await caller.WaitAsync(ct);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(lines.Select(line => Text(line, "mode")), Is.EqualTo(new[] { "connect", "tput", "rate", "lat" }));
        Assert.That(Number(lines[0], "connect_ms"), Is.Positive);
        Assert.That(Number(lines[1], "size"), Is.EqualTo(65_536));
        Assert.That(Number(lines[1], "MBps"), Is.Positive);
        Assert.That(Number(lines[2], "msgs_per_s"), Is.Positive);
        Assert.That(Number(lines[3], "count"), Is.EqualTo(20));
        Assert.That(Number(lines[3], "p50_us"), Is.Positive.And.LessThanOrEqualTo(Number(lines[3], "p99_us")));
        Assert.That(lines.Select(line => Number(line, "peak_rss_MB")), Is.All.Positive);

        (code, lines) = await responder.WaitAsync(ct);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(lines.Select(line => Text(line, "mode")), Is.EqualTo(new[] { "respond" }));
        Assert.That(Number(lines[0], "cpu_s"), Is.Positive);
        Assert.That(_log.Lines.Count(line => line.StartsWith("connected ", StringComparison.Ordinal)), Is.EqualTo(2), "both tell the path");
    }

    [Test]
    public async Task A_responder_counts_from_nought_to_each_END_and_sends_other_texts_back(CancellationToken ct)
    {
        await using var other = new OtherPeer { Calls = true };
        var (responder, channel) = await AnswerAsync(other, ct);

        await channel.SendAsync("END", ct);
        Assert.That(await NextTextAsync(channel, ct), Is.EqualTo("""{"bytes":0,"ms":0}"""));
        await channel.SendAsync(new byte[300], ct);
        await channel.SendAsync("END or not, 你好", ct);
        Assert.That(await NextTextAsync(channel, ct), Is.EqualTo("END or not, 你好"));
        await channel.SendAsync(new byte[700], ct);
        await channel.SendAsync("END", ct);
        var tally = await NextTextAsync(channel, ct);
        Assert.That(Number(tally, "bytes"), Is.EqualTo(1000));
        Assert.That(Number(tally, "ms"), Is.Positive);
        await channel.SendAsync(new byte[1], ct);
        await channel.SendAsync("END", ct);
        Assert.That(Number(await NextTextAsync(channel, ct), "bytes"), Is.EqualTo(1));

        await channel.CloseAsync(ct);
        Assert.That((await responder.WaitAsync(ct)).Code, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task A_connection_that_ends_without_the_channel_being_closed_is_lost(CancellationToken ct)
    {
        await using var other = new OtherPeer { Calls = true };
        var (responder, channel) = await AnswerAsync(other, ct);
        await other.Connection.CloseAsync();

        Assert.That((await responder.WaitAsync(ct)).Code, Is.EqualTo(ExitCode.ConnectionLost));
    }

    [Test]
    public async Task A_caller_fails_where_the_other_end_does_not_count(CancellationToken ct)
    {
        await using var other = new OtherPeer();
        var (caller, channel) = await CallAsync(other, Short with { Mode = BenchMode.Rate }, ct);
        Assert.That(await NextTextAsync(channel, ct), Is.EqualTo("END"));
        await channel.SendAsync("I am only here to talk.", ct);

        var (code, lines) = await caller.WaitAsync(ct);
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(lines, Is.Empty);
        Assert.That(_log.Lines, Has.Some.Contains("does not tell what it received"));
    }

    [Test]
    public async Task A_caller_says_so_where_the_channel_is_closed_too_soon(CancellationToken ct)
    {
        await using var other = new OtherPeer();
        var (caller, channel) = await CallAsync(other, Short with { Mode = BenchMode.Lat }, ct);
        Assert.That(await NextTextAsync(channel, ct), Is.EqualTo(new string('p', 64)));
        await channel.CloseAsync(ct);

        Assert.That((await caller.WaitAsync(ct)).Code, Is.EqualTo(ExitCode.ConnectionLost));
        Assert.That(_log.Lines, Has.Some.Contains("the channel ended before the measurement was over"));
    }

    [Test]
    public async Task A_message_that_the_other_end_does_not_take_is_refused_with_both_sizes(CancellationToken ct)
    {
        await using var other = new OtherPeer();
        var (caller, _) = await CallAsync(other, Short with { Mode = BenchMode.Tput, Size = 1001 }, ct);

        Assert.That((await caller.WaitAsync(ct)).Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(_log.Lines, Has.Some.Contains("at most 1000 bytes, not of 1001"));
    }

    [Test]
    public async Task Ctrl_C_ends_a_measurement_that_waits(CancellationToken ct)
    {
        await using var other = new OtherPeer();
        var (caller, channel) = await CallAsync(other, Short with { Mode = BenchMode.Lat }, ct);
        await NextTextAsync(channel, ct);
        _interruption.TryRequest(ExitCode.Interrupted);

        Assert.That((await caller.WaitAsync(ct)).Code, Is.EqualTo(ExitCode.Interrupted));
    }

    private static async Task<string> NextTextAsync(RtcDataChannel channel, CancellationToken ct)
    {
        await foreach (var message in channel.ReadAllAsync(ct))
        {
            if (message.IsText)
            {
                return message.Text;
            }
        }

        throw new EndOfStreamException("The channel ended.");
    }

    private static string Text(string line, string name)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(name).GetString()!;
    }

    private static double Number(string line, string name)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(name).GetDouble();
    }

    /// <summary>A caller in this process, and the channel as the other end has it.</summary>
    private async Task<(Task<(ExitCode Code, string[] Lines)> Caller, RtcDataChannel Channel)> CallAsync(
        OtherPeer other, BenchOptions bench, CancellationToken ct)
    {
        await other.JoinAsync(_relay.Url(), ct);
        var caller = RunAsync(caller: true, bench);
        return (caller, await other.Incoming.Reader.ReadAsync(ct));
    }

    /// <summary>A responder in this process whose channel is open at both ends, and the channel as the other end has it.</summary>
    private async Task<(Task<(ExitCode Code, string[] Lines)> Responder, RtcDataChannel Channel)> AnswerAsync(OtherPeer other, CancellationToken ct)
    {
        var channel = other.Connection.CreateDataChannel("chat");
        var responder = RunAsync(caller: false, Short);
        await _log.WaitForAsync("joined", ct);
        await other.JoinAsync(_relay.Url(), ct);
        await channel.Opened.WaitAsync(ct);
        await _log.WaitForAsync("channel open", ct);
        return (responder, channel);
    }

    private async Task<(ExitCode Code, string[] Lines)> RunAsync(bool caller, BenchOptions bench)
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var options = new PeerOptions { Url = _relay.Url(), Caller = caller };
        var code = await PeerRun.ExecuteBenchAsync(options, bench, output, terminal: null, _interruption, _loggers);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}

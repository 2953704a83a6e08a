using System.Text.Json;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary><c>peer bench</c> and a measuring client on libwebrtc, through our relay: each calls the other.</summary>
[CancelAfter(120_000)]
[Category("Interop")]
public class MeasuringClientTests
{
    private static readonly string[] Short = ["--size", "16384", "--seconds", "0.3", "--count", "50"];

    [SetUp]
    public void Need() => Requires.NodeWithMeasuringClients();

    [Test]
    public async Task Our_caller_measures_everything_with_their_responder(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var responder = Client(url);
        await responder.WaitForErrorAsync("ready", ct);
        await using var caller = Programs.Peer("caller", ["bench", "--caller", "--json", "--url", url, .. Short]);

        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await responder.AssertExitAsync(0, ct);
        var lines = caller.Output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(
            lines.Select(line => Figures(line).GetProperty("mode").GetString()),
            Is.EqualTo(new[] { "connect", "tput", "rate", "lat" }));
        Assert.That(Figures(lines[1]).GetProperty("MBps").GetDouble(), Is.Positive);
    }

    [TestCase("connect", "connect_ms")]
    [TestCase("tput", "MBps")]
    [TestCase("rate", "msgs_per_s")]
    [TestCase("lat", "p50_us")]
    public async Task Their_caller_measures_with_our_responder(string mode, string figure, CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var responder = Programs.Peer("responder", "bench", "--json", "--url", url);
        await responder.WaitForErrorAsync("joined", ct);
        await using var caller = Client(url, ["--caller", "--mode", mode, .. Short]);

        await caller.AssertExitAsync(0, ct);

        // It ends its process as soon as it has its figure, at times before its channel is closed at both ends.
        Assert.That(await responder.WaitForExitAsync(ct), Is.AnyOf((int)ExitCode.Done, (int)ExitCode.ConnectionLost));
        Assert.That(Figures(caller.Output.Text).GetProperty(figure).GetDouble(), Is.Positive);
        Assert.That(Figures(responder.Output.Text).GetProperty("mode").GetString(), Is.EqualTo("respond"));
    }

    private static ProgramRun Client(string url, params string[] arguments) => ProgramRun.Start(
        $"libwebrtc {(arguments.Length > 0 ? "caller" : "responder")}",
        Requires.NodeWithMeasuringClients(),
        [Requires.Shared("interop", "roamhq-wrtc", "peer.js"), "--url", url, .. arguments],
        new Dictionary<string, string?> { ["NODE_PATH"] = Requires.NodeModules });

    private static JsonElement Figures(string line) => JsonDocument.Parse(line).RootElement;
}

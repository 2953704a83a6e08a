using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Doctor;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Tests.Interop;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.Relay;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Doctor;

/// <summary>The whole of <c>peer doctor</c>, against relays and servers that work and that do not.</summary>
[CancelAfter(60_000)]
public class DoctorRunTests
{
    [Test]
    public async Task Without_servers_those_stages_are_skipped_and_all_is_well(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var report = await ExamineAsync(new PeerOptions { Url = relay.Url("/room") }, ct);

        Assert.That(Outcomes(report), Is.EqualTo(new[]
        {
            "relay-tcp ok", "relay-tls skipped", "relay-join ok", "stun skipped", "turn skipped", "nat skipped",
            "gather ok", "connect ok", "connect-relayed skipped",
        }));
        Assert.That(report.GetProperty("ok").GetBoolean());
        Assert.That(report.GetProperty("exitCode").GetInt32(), Is.Zero);
        Assert.That(report.GetProperty("firstFailure").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(report.GetProperty("hint").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_relay_that_is_not_there_is_the_first_failure(CancellationToken ct)
    {
        Uri gone;
        await using (var relay = new TestRelay())
        {
            gone = relay.Url();
        }

        var report = await ExamineAsync(new PeerOptions { Url = gone }, ct);

        AssertFailed(report, "relay-tcp", 20, "Nobody listens");
        Assert.That(Outcomes(report), Does.Contain("relay-join skipped").And.Contain("connect ok"));
    }

    [TestCase(true, "connect ok")]
    [TestCase(false, "relay-join skipped")]
    public async Task TLS_of_the_relay_is_verified(bool isTrusted, string outcome, CancellationToken ct)
    {
        using var certificate = new CertificateFolder();
        await using var relay = new TestRelay(certificate.Options);
        var authorities = isTrusted ? FileSetting.Certificates("Ca", certificate.Authority) : null;
        var report = await ExamineAsync(
            new PeerOptions { Url = relay.Url(host: "localhost"), Access = new RelayAccess(authorities, null) }, ct);

        Assert.That(Outcomes(report), Does.Contain($"relay-tls {(isTrusted ? "ok" : "failed")}").And.Contain(outcome));
        if (!isTrusted)
        {
            AssertFailed(report, "relay-tls", 21, "--ca");
        }
    }

    [Test]
    public async Task A_wrong_token_fails_the_joining_and_is_not_shown(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { Token = "right" });
        var report = await ExamineAsync(new PeerOptions { Url = relay.Url(), Access = new RelayAccess(null, "hushhush") }, ct);

        AssertFailed(report, "relay-join", 22, "token");
        Assert.That(report.GetRawText(), Does.Not.Contain("hushhush"));
    }

    [Test]
    public async Task Servers_that_the_relay_names_are_used(CancellationToken ct)
    {
        await using var server = await Coturn.StartAsync(ct, "--no-tls", "--use-auth-secret");
        var url = $"turn:127.0.0.1:{server.Port}";
        await using var relay = new TestRelay(new RelayOptions
        {
            Token = "token",
            Turn = new RtcPeer.Relay.Access.TurnOptions { Urls = [url], Secret = Coturn.Secret },
        });
        var report = await ExamineAsync(new PeerOptions { Url = relay.Url(), Access = new RelayAccess(null, "token") }, ct);

        Assert.That(Outcomes(report), Does.Contain("turn ok").And.Contain("nat ok").And.Contain("connect-relayed ok"));
        Assert.That(Stage(report, "turn").GetProperty("target").GetString(), Is.EqualTo(url));
    }

    [Test]
    public async Task A_TURN_server_that_refuses_is_named_and_the_rest_goes_on(CancellationToken ct)
    {
        await using var server = await Coturn.StartAsync(ct, "--no-tls");
        await using var relay = new TestRelay();
        var report = await ExamineAsync(Options(relay, server.At("udp", password: "hushhush")), ct);

        AssertFailed(report, "turn", 24, "password");
        Assert.That(Stage(report, "turn").GetProperty("detail").GetString(), Does.Contain("401"));
        Assert.That(Outcomes(report), Does.Contain("connect ok").And.Contain("connect-relayed skipped"));
        Assert.That(report.GetRawText(), Does.Not.Contain("hushhush"));
    }

    [Test]
    public async Task A_port_without_a_server_is_told_apart_from_blocked_UDP(CancellationToken ct)
    {
        await using var server = await Coturn.StartAsync(ct, "--no-tls");
        await using var relay = new TestRelay();
        using var silent = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var url = $"stun:{silent.Client.LocalEndPoint}";
        var report = await ExamineAsync(Options(relay, new RtcIceServer { Urls = [url] }, server.At("udp"), server.At("tcp")), ct);

        AssertFailed(report, "stun", 23, "Another server answers over UDP");
        Assert.That(Outcomes(report).Count(outcome => outcome == "turn ok"), Is.EqualTo(2));
        Assert.That(report.GetProperty("nat").GetProperty("mapping").GetString(), Is.EqualTo("none"));
    }

    [Test]
    public async Task The_time_is_bounded_and_the_stage_in_which_it_ended_has_failed(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        using var silent = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var options = Options(relay, new RtcIceServer { Urls = [$"stun:{silent.Client.LocalEndPoint}"] }) with { Timeout = TimeSpan.FromSeconds(2) };
        var report = await ExamineAsync(options, ct);

        AssertFailed(report, "stun", 23, "--timeout");
        Assert.That(Outcomes(report), Does.Contain("nat skipped").And.Contain("connect skipped"));
    }

    [Test]
    public async Task People_get_a_line_for_each_stage_and_one_with_what_to_do(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var output = new StringWriter();
        var options = Options(relay, new RtcIceServer { Urls = ["stun:nobody.invalid"] });
        var code = await new DoctorRun(options, new TextReport(output), NullLoggerFactory.Instance).RunAsync(ct);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(code, Is.EqualTo(RtcPeer.Peer.Options.ExitCode.DoctorStun));
        Assert.That(lines, Has.Length.EqualTo(10));
        Assert.That(lines[3], Does.StartWith("failed   stun             stun:nobody.invalid: the name nobody.invalid cannot be resolved ("));
        Assert.That(lines[9], Does.StartWith("The first stage that failed: stun. The server's name is not known"));
    }

    [Test]
    public async Task An_interruption_ends_it(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var run = new DoctorRun(new PeerOptions { Url = relay.Url() }, new JsonReport(TextWriter.Null), [new Interrupting(interruption)]);

        Assert.That(async () => await run.RunAsync(interruption.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static PeerOptions Options(TestRelay relay, params RtcIceServer[] servers) =>
        new() { Url = relay.Url(), Ice = new IceSettings(servers, RtcIceTransportPolicy.All, null) };

    private static async Task<JsonElement> ExamineAsync(PeerOptions options, CancellationToken ct)
    {
        var output = new StringWriter();
        var code = await new DoctorRun(options, new JsonReport(output), NullLoggerFactory.Instance).RunAsync(ct);
        TestContext.Out.WriteLine(output);
        var report = JsonElement.Parse(output.ToString());
        Assert.That(report.GetProperty("exitCode").GetInt32(), Is.EqualTo((int)code));
        return report;
    }

    private static void AssertFailed(JsonElement report, string stage, int code, string hint)
    {
        Assert.That(report.GetProperty("ok").GetBoolean(), Is.False);
        Assert.That(report.GetProperty("firstFailure").GetString(), Is.EqualTo(stage));
        Assert.That(report.GetProperty("exitCode").GetInt32(), Is.EqualTo(code));
        Assert.That(report.GetProperty("hint").GetString(), Does.Contain(hint));
    }

    private static JsonElement Stage(JsonElement report, string name) =>
        report.GetProperty("stages").EnumerateArray().First(stage => stage.GetProperty("stage").GetString() == name);

    private static List<string> Outcomes(JsonElement report) =>
        [.. report.GetProperty("stages").EnumerateArray()
            .Select(stage => $"{stage.GetProperty("stage").GetString()} {stage.GetProperty("outcome").GetString()}")];

    private sealed class Interrupting(CancellationTokenSource interruption) : IStageCheck
    {
        public Stage Stage => RtcPeer.Peer.Doctor.Stage.RelayTcp;

        public async Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken)
        {
            await interruption.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }
    }
}

using System.Net.WebSockets;
using System.Runtime.InteropServices;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Relay;
using PeerExitCode = RtcPeer.Peer.Options.ExitCode;
using RelayExitCode = RtcPeer.Relay.ExitCode;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>The built relay: its options, its exit codes, its end.</summary>
[CancelAfter(60_000)]
public class RelayProgramTests
{
    [TestCase(PosixSignal.SIGINT)]
    [TestCase(PosixSignal.SIGTERM)]
    public async Task A_signal_closes_all_clients_with_1001_and_ends_it_with_0(PosixSignal signal, CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri(url), ct);
        var closed = client.ReceiveCloseAsync(ct);

        relay.Signal(signal);

        Assert.That(await closed, Is.EqualTo(1001));
        await client.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, ct);
        await relay.AssertExitAsync((int)RelayExitCode.Done, ct);
        Assert.That(relay.Output.Bytes, Is.Empty, "stdout is unused");
    }

    [Test]
    [NonParallelizable] // It takes the time.
    public async Task A_client_that_does_not_close_holds_it_up_no_more_than_5_seconds(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        using var silent = await RawClient.ConnectAsync(new Uri(url).Port, 0, ct);
        await silent.HandshakeAsync("/", ct);

        relay.Signal(PosixSignal.SIGTERM);

        using var fiveSeconds = CancellationTokenSource.CreateLinkedTokenSource(ct);
        fiveSeconds.CancelAfter(TimeSpan.FromSeconds(5));
        await relay.AssertExitAsync((int)RelayExitCode.Done, fiveSeconds.Token);
    }

    [Test]
    public async Task A_second_signal_ends_it_at_once(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        using var silent = await RawClient.ConnectAsync(new Uri(url).Port, 0, ct);
        await silent.HandshakeAsync("/", ct);

        relay.Signal(PosixSignal.SIGINT);
        await relay.WaitForErrorAsync("SIGINT: stopping", ct);
        relay.Signal(PosixSignal.SIGINT);

        await relay.AssertExitAsync((int)RelayExitCode.Interrupted, ct);
    }

    [Test]
    public async Task An_address_in_use_is_one_clear_line_and_a_code_of_its_own(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        var port = new Uri(url).Port;

        await using var second = Programs.Relay("--port", $"{port}");

        await second.AssertExitAsync((int)RelayExitCode.AddressInUse, ct);
        Assert.That(second.Error.Text, Is.EqualTo($"relay: cannot listen on localhost:{port}: the address is in use by another program\n"));
    }

    [TestCase("--port", "many", "--port takes a number")]
    [TestCase("--port", "65536", "--port takes a number between 0 and 65535")]
    [TestCase("--prot", "1", "--prot")]
    [TestCase("-v", "-q", "exclude each other")]
    [TestCase("--max-clients", "-1", "--max-clients takes a number")]
    [TestCase("--idle-timeout", "soon", "--idle-timeout takes a number of seconds")]
    [TestCase("--log-format", "xml", "--log-format takes text|json")]
    [TestCase("--tls-cert", "x", "a certificate needs its key")]
    [TestCase("--token-file", "/no/such/file", "cannot read /no/such/file")]
    public async Task Nonsense_on_the_command_line_is_a_usage_error(string first, string second, string message, CancellationToken ct)
    {
        await using var relay = Programs.Relay(first, second);
        await relay.AssertExitAsync((int)RelayExitCode.Usage, ct);
        Assert.That(relay.Error.Text, Does.Contain(message));
        Assert.That(relay.Output.Text, Is.Empty);
    }

    [Test]
    public async Task The_environment_sets_what_no_flag_does_and_a_flag_wins(CancellationToken ct)
    {
        var environment = new Dictionary<string, string?> { ["RTCPEER_RELAY__HOST"] = "127.0.0.1", ["RTCPEER_Relay__Port"] = "not a port" };
        await using var broken = ProgramRun.Start("relay", Repository.Program("Relay", "relay"), [], environment);
        await broken.AssertExitAsync((int)RelayExitCode.Usage, ct);
        Assert.That(broken.Error.Text, Does.Contain("not a port").And.Contain("Port"));

        environment["RTCPEER_Relay__Port"] = "65536";
        await using var relay = ProgramRun.Start("relay", Repository.Program("Relay", "relay"), ["--port", "0"], environment);
        await relay.WaitForErrorAsync(@"listening on ws://127\.0\.0\.1:\d+/", ct);
    }

    [Test]
    public async Task Peers_talk_over_wss_with_a_token_and_those_without_are_told_why(CancellationToken ct)
    {
        using var certificate = new CertificateFolder();
        var token = Path.Combine(Path.GetDirectoryName(certificate.Key)!, "token");
        await File.WriteAllTextAsync(token, "secret\n", ct);
        await using var relay = Programs.Relay(
            "--port", "0", "--tls-cert", certificate.Certificate, "--tls-key", certificate.Key, "--token-file", token, "--log-format", "json");
        var url = (await relay.WaitForErrorAsync(@"listening on (wss://[^""]+)", ct)).Groups[1].Value;

        await using var callee = Programs.Peer("callee", "--url", url, "--ca", certificate.Authority, "--token-file", token);
        await using var caller = Programs.Peer("caller", "--caller", "--url", url, "--ca", certificate.Authority, "--token-file", token);
        await caller.WaitForErrorAsync("channel open", ct);
        await callee.WaitForErrorAsync("channel open", ct);
        await caller.WriteAsync("hello\n", ct);
        await callee.WaitForOutputAsync("^hello$", ct);

        await using var stranger = Programs.Peer("stranger", "--url", url, "--ca", certificate.Authority);
        await stranger.AssertExitAsync((int)PeerExitCode.RelayUnreachable, ct);
        Assert.That(stranger.Error.Text, Does.Contain("does not let us in: it asks for a token"));
        await using var distrustful = Programs.Peer("distrustful", "--url", url, "--token-file", token);
        await distrustful.WaitForErrorAsync("cannot reach the relay .*its certificate is not trusted", ct);

        relay.Signal(PosixSignal.SIGTERM);
        await relay.AssertExitAsync((int)RelayExitCode.Done, ct);
        Assert.That(relay.Error.Text.TrimEnd('\n').Split('\n'), Has.All.Matches<string>(line => line is ['{', .., '}']).And.None.Contains("secret"));
    }

    [Test]
    public async Task A_certificate_that_cannot_be_used_is_one_clear_line_and_a_code_of_its_own(CancellationToken ct)
    {
        using var certificate = new CertificateFolder();
        certificate.WriteOtherKey();

        await using var relay = Programs.Relay("--port", "0", "--tls-cert", certificate.Certificate, "--tls-key", certificate.Key);

        await relay.AssertExitAsync((int)RelayExitCode.CertificateUnusable, ct);
        Assert.That(
            relay.Error.Text,
            Is.EqualTo($"relay: the key in {certificate.Key} does not belong to the certificate in {certificate.Certificate}\n"));
    }

    [Test]
    public async Task Limits_are_flags_and_the_environment_in_other_words(CancellationToken ct)
    {
        var environment = new Dictionary<string, string?> { ["RTCPEER_RELAY__MAXCLIENTS"] = "1", ["RTCPEER_RELAY__ORIGINS__0"] = "https://listed.example" };
        await using var relay = ProgramRun.Start(
            "relay", Repository.Program("Relay", "relay"), ["--port", "0", "--idle-timeout", "0.5", "--origin", "*"], environment);
        var url = (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value;
        using var first = new ClientWebSocket();
        first.Options.SetRequestHeader("Origin", "https://anyone.example");
        await first.ConnectAsync(new Uri(url), ct);
        using var second = new ClientWebSocket();
        await second.ConnectAsync(new Uri(url), ct);

        Assert.That(await second.ReceiveCloseAsync(ct), Is.EqualTo(4001));
        Assert.That(await first.ReceiveCloseAsync(ct), Is.EqualTo(4007));
    }

    [Test]
    public async Task Help_names_every_exit_code(CancellationToken ct)
    {
        await using var relay = Programs.Relay("--help");
        await relay.AssertExitAsync(0, ct);
        foreach (var code in Enum.GetValues<RelayExitCode>())
        {
            Assert.That(relay.Output.Text, Does.Match($@"\b{(int)code}\b"));
        }

        Assert.That(relay.Error.Text, Is.Empty);
    }
}

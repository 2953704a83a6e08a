using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Peer.Running;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Exit codes that nothing else here comes to: the programs in circumstances that are rare, or hard to make.</summary>
[CancelAfter(90_000)]
public class ExitCodeTests
{
    [Test]
    [Platform("Linux", Reason = "it takes /dev/full")]
    public async Task Output_that_cannot_be_written(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var caller = Programs.Peer("caller", "--caller", "--url", url);
        await using var callee = ProgramRun.Start(
            "callee", "sh", ["-c", "exec \"$0\" \"$@\" > /dev/full", Repository.Program("Peer", "peer"), "--url", url]);
        await caller.WriteAsync("line\n", ct);

        await callee.AssertExitAsync((int)ExitCode.Failed, ct);
        await caller.AssertExitAsync((int)ExitCode.NotTaken, ct);
        Assert.That(callee.Error.Text, Does.Contain("error: cannot write"));
    }

    [Test]
    public async Task A_peer_that_cannot_be_reached(CancellationToken ct)
    {
        await using var other = new OtherPeer { Trickles = false };

        await AssertExitWithAsync(other, ExitCode.IceFailed, "(ICE)", ct, "--timeout", "8");
    }

    [Test]
    public async Task A_certificate_that_was_not_announced(CancellationToken ct)
    {
        await using var other = new OtherPeer { Distort = OtherPeer.WithAnotherFingerprint };

        await AssertExitWithAsync(other, ExitCode.DtlsFailed, "fingerprint mismatch", ct);
    }

    [TestCase(nameof(ExitCode.DoctorRelayTcp), "relay-tcp", "--url", "ws://127.0.0.1:9/")]
    [TestCase(nameof(ExitCode.DoctorRelayTls), "relay-tls", "--url", "wss://{relay}")]
    [TestCase(nameof(ExitCode.DoctorStun), "stun", "--url", "ws://{relay}", "--ice-server", "stun:127.0.0.1:9")]
    [TestCase(nameof(ExitCode.DoctorGather), "gather", "--url", "ws://{relay}", "--ice-policy", "relay")]
    public async Task What_doctor_finds_first(string code, string stage, params string[] arguments)
    {
        var ct = TestContext.CurrentContext.CancellationToken;
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;

        await AssertFoundAsync(Enum.Parse<ExitCode>(code), stage, ct, [.. arguments.Select(a => a.Replace("{relay}", new Uri(url).Authority, StringComparison.Ordinal))]);
    }

    [Test]
    public async Task A_relay_that_lets_doctor_not_in(CancellationToken ct)
    {
        var token = Path.GetTempFileName();
        await File.WriteAllTextAsync(token, "a token of more than 16 letters", ct);
        await using var relay = Programs.Relay("--port", "0", "--token-file", token);
        var url = (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value;
        File.Delete(token);

        await AssertFoundAsync(ExitCode.DoctorRelayJoin, "relay-join", ct, "--url", url);
    }

    private static async Task AssertFoundAsync(ExitCode code, string stage, CancellationToken ct, params string[] arguments)
    {
        await using var doctor = Programs.Peer("doctor", ["doctor", .. arguments]);

        await doctor.AssertExitAsync((int)code, ct);
        Assert.That(doctor.Output.Text, Does.Contain($"The first stage that failed: {stage}."));
    }

    private static async Task AssertExitWithAsync(
        OtherPeer other, ExitCode code, string reason, CancellationToken ct, params string[] arguments)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await other.JoinAsync(new Uri(url), ct);
        await using var peer = Programs.Peer("caller", ["--caller", "--url", url, .. arguments]);
        await peer.WriteAsync("for nobody else\n", ct);

        await peer.AssertExitAsync((int)code, ct);
        Assert.That(peer.Error.Text, Does.Match("(?m)^error: .*").And.Contain(reason));
        Assert.That(other.Incoming.Reader.Count, Is.Zero);
    }
}

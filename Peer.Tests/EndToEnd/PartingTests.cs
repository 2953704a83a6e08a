using System.Runtime.InteropServices;
using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>What becomes of a conversation when something else ends.</summary>
[CancelAfter(90_000)]
public class PartingTests
{
    [Test]
    public async Task The_conversation_goes_on_without_the_relay(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct);
        await pair.AssertTalksAsync("with the relay", ct);

        pair.Relay.Kill();
        await pair.Relay.WaitForExitAsync(ct);

        await pair.AssertTalksAsync("without the relay", ct);
        pair.Callee.CloseInput();
        pair.Caller.CloseInput();
        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Caller.AssertExitAsync((int)ExitCode.Done, ct);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_peer_that_is_killed_is_missed_when_its_path_has_been_silent_for_too_long(bool callerIsKilled, CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct, "--path-timeout", "3");
        await pair.AssertTalksAsync("hello", ct);
        var (killed, other) = pair.From(callerIsKilled);

        killed.Kill();

        await other.AssertExitAsync((int)ExitCode.ConnectionLost, ct);
        Assert.That(other.Error.Text, Does.Contain("lost"));
    }

    [TestCase(PosixSignal.SIGINT, (int)ExitCode.Interrupted)]
    [TestCase(PosixSignal.SIGTERM, (int)ExitCode.Terminated)]
    public async Task A_signal_closes_the_channel_cleanly(PosixSignal signal, int code, CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct);
        await pair.AssertTalksAsync("hello", ct);

        pair.Caller.Signal(signal);

        await pair.Caller.AssertExitAsync(code, ct);
        await pair.Callee.AssertExitAsync((int)ExitCode.Incomplete, ct);
    }
}

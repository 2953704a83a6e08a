using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Our peer and the Node client that exists already (libwebrtc), through our relay.</summary>
[CancelAfter(90_000)]
[Category("Interop")]
public class PeerWithNodeClientTests
{
    [SetUp]
    public void Need()
    {
        Requires.Shared("seed");
        Requires.Node();
    }

    [Test]
    public async Task Node_client_calls_our_peer(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var peer = Programs.Peer("callee", "--url", url);
        await peer.WaitForErrorAsync("joined", ct);
        await using var node = SeedNodeClient.Start(url, caller: true);

        await TalkAndEndAsync(peer, node, ct);
    }

    [Test]
    public async Task Our_peer_calls_the_Node_client(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var node = SeedNodeClient.Start(url, caller: false);
        await relay.WaitForErrorAsync("client 1 joined", ct);
        await using var peer = Programs.Peer("caller", "--caller", "--url", url);

        await TalkAndEndAsync(peer, node, ct, nodeCalls: false);
    }

    [Test]
    public async Task A_callee_of_ours_that_comes_late_does_not_disturb_the_Node_client(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var node = SeedNodeClient.Start(url, caller: false);
        await relay.WaitForErrorAsync("client 1 joined", ct);
        await using var peer = Programs.Peer("caller", "--caller", "--url", url);
        await node.WaitForOutputAsync(SeedNodeClient.OpenMark, ct);
        await using var late = Programs.Peer("late", "--url", url, "--timeout", "6");
        await late.AssertExitAsync((int)ExitCode.NoPeer, ct);

        await TalkAndEndAsync(peer, node, ct, nodeCalls: false);
    }

    [Test]
    public async Task A_Node_client_that_takes_the_offer_to_another_for_its_own_does_not_disturb_our_peers(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct);
        await using var node = SeedNodeClient.Start(pair.Url, caller: false);
        await pair.Relay.WaitForErrorAsync("client 3 joined", ct);
        await using var second = Programs.Peer("second", "--url", pair.Url);
        await second.WaitForErrorAsync("channel open", ct);
        await pair.AssertTalksAsync("undisturbed", ct);
        await second.WaitForOutputAsync("^undisturbed from the caller$", ct);
        pair.Caller.CloseInput();
        pair.Callee.CloseInput();

        await pair.Caller.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        await second.AssertExitAsync((int)ExitCode.Done, ct);
    }

    private static async Task TalkAndEndAsync(ProgramRun peer, ProgramRun node, CancellationToken ct, bool nodeCalls = true)
    {
        await peer.WaitForErrorAsync("channel open", ct);
        await node.WaitForOutputAsync(SeedNodeClient.OpenMark, ct);
        var longLine = new string('x', 60_000);
        await peer.WriteAsync($"first\n你好 🙂\n\n{longLine}\nlast\n", ct);
        await node.WaitForOutputAsync("^收到消息: last$", ct);
        Assert.That(
            SeedNodeClient.Received(node),
            Is.EqualTo(new[] { "first", "你好 🙂", "", longLine, "last" }));
        var nodeGreets = nodeCalls && await SeedNodeClient.GreetsAsync(node, ct);
        if (nodeGreets)
        {
            await peer.WaitForOutputAsync($"^{SeedNodeClient.Greeting}$", ct);
        }

        peer.CloseInput();
        await peer.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(peer.Output.Text, Is.EqualTo(nodeGreets ? $"{SeedNodeClient.Greeting}\n" : ""));
        Assert.That(node.Error.Text, Is.Empty);
    }
}

using NUnit.Framework;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>The clients that exist already find each other through our relay as they did through theirs.</summary>
[CancelAfter(90_000)]
[Category("Interop")]
public class SeedClientsThroughOurRelayTests
{
    [SetUp]
    public void Need()
    {
        Requires.Shared("seed");
        Requires.Node();
        Requires.Chromium();
    }

    [Test]
    public async Task Node_caller_and_page_callee_talk_through_our_relay(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var page = await SeedPage.OpenAsync(url);
        await using var node = SeedNodeClient.Start(url, caller: true);

        await page.WaitUntilOpenAsync();
        await page.SendAsync("Guten Tag, 你好");
        await node.WaitForOutputAsync("^收到消息: Guten Tag, 你好$", ct);
        if (await SeedNodeClient.GreetsAsync(node, ct))
        {
            await page.WaitForReceivedAsync(SeedNodeClient.Greeting);
        }
    }

    [Test]
    public async Task Page_caller_and_node_callee_talk_through_our_relay(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var node = SeedNodeClient.Start(url, caller: false);
        await relay.WaitForErrorAsync("client 1 joined", ct);
        await using var page = await SeedPage.OpenAsync(url);

        await page.CallAsync();

        await page.WaitUntilOpenAsync();
        await page.SendAsync("from the page");
        await node.WaitForOutputAsync("^收到消息: from the page$", ct);
    }
}

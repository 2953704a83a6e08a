using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Our peer and the browser page that exists already, in chromium, through our relay.</summary>
[CancelAfter(90_000)]
[Category("Interop")]
public class PeerWithPageTests
{
    [SetUp]
    public void Need()
    {
        Requires.Shared("seed");
        Requires.Chromium();
    }

    [Test]
    public async Task Page_calls_our_peer(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var peer = Programs.Peer("callee", "--url", url);
        await peer.WaitForErrorAsync("joined", ct);
        await using var page = await SeedPage.OpenAsync(url);

        await page.CallAsync();

        await TalkAndEndAsync(peer, page, ct);
    }

    [Test]
    public async Task Our_peer_calls_the_page(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var page = await SeedPage.OpenAsync(url);
        await using var peer = Programs.Peer("caller", "--caller", "--url", url);

        await TalkAndEndAsync(peer, page, ct);
    }

    private static async Task TalkAndEndAsync(ProgramRun peer, SeedPage page, CancellationToken ct)
    {
        await peer.WaitForErrorAsync("channel open", ct);
        await page.WaitUntilOpenAsync().WaitAsync(ct);
        await page.SendAsync("from the page: 你好");
        await peer.WaitForOutputAsync("^from the page: 你好$", ct);

        var longLine = new string('x', 60_000);
        await peer.WriteAsync($"first\n<b>你好 🙂</b>\n{longLine}\nlast\n", ct);
        await page.WaitForReceivedAsync("last").WaitAsync(ct);
        Assert.That(await page.ReceivedAsync(), Is.EqualTo(new[] { "first", "<b>你好 🙂</b>", longLine, "last" }));

        peer.CloseInput();
        await peer.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(peer.Output.Text, Is.EqualTo("from the page: 你好\n"));
    }
}

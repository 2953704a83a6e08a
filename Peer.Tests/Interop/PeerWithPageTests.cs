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

    [Test]
    public async Task A_page_that_is_busy_when_its_channel_opens_misses_nothing(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var page = await SeedPage.OpenAsync(url);
        await page.BeBusyOnceConnectedAsync(TimeSpan.FromSeconds(0.3));
        await using var peer = Programs.Peer("caller", "--caller", "--url", url);
        await peer.WriteAsync("in time\n", ct);

        peer.CloseInput();

        await peer.AssertExitAsync((int)ExitCode.Done, ct);
        await page.WaitForReceivedAsync("in time").WaitAsync(ct);
    }

    [Test]
    public async Task Page_restarts_ICE_in_mid_conversation([Values] bool peerCalls, CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var page = await SeedPage.OpenAsync(url);
        await using var peer = Programs.Peer("peer", peerCalls ? ["--caller", "--url", url] : ["--url", url]);
        await peer.WaitForErrorAsync("joined", ct);
        if (!peerCalls)
        {
            await page.CallAsync();
        }

        await peer.WaitForErrorAsync("channel open", ct);
        await page.WaitUntilOpenAsync().WaitAsync(ct);
        var before = await page.FragmentsAsync();

        // What is said before, during and after the restart arrives once and in order.
        string[] lines = [.. Enumerable.Range(0, 30).Select(i => $"line {i} {new string('x', 2000)}")];
        var talking = TalkAsync(peer, page, lines, ct);
        await page.RestartIceAsync();
        await page.WaitForPathOfLatestDescriptionAsync().WaitAsync(ct);
        await talking;

        await page.WaitForReceivedAsync(lines[^1]).WaitAsync(ct);
        Assert.That(await page.ReceivedAsync(), Is.EqualTo(lines));
        await peer.WaitForOutputAsync($"^{lines[^1]}$", ct);
        Assert.That(peer.Output.Text, Is.EqualTo(string.Concat(lines.Select(line => line + "\n"))));
        var after = await page.FragmentsAsync();
        Assert.That(after.Own, Is.Not.EqualTo(before.Own));
        Assert.That(after.Other, Is.Not.EqualTo(before.Other), "the restart is answered with new credentials");
    }

    [Test]
    public async Task Our_peer_finds_out_the_names_that_hide_the_addresses_of_the_page(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var page = await SeedPage.OpenAsync(url);
        await using var peer = Programs.Peer("caller", "--caller", "-vv", "--url", url);

        await peer.WaitForErrorAsync(@"RtcPeerConnection: [0-9a-f-]{36}\.local is ", ct);
        await peer.WaitForErrorAsync("connected direct, in one network: ", ct);
    }

    private static async Task TalkAsync(ProgramRun peer, SeedPage page, string[] lines, CancellationToken ct)
    {
        foreach (var line in lines)
        {
            await peer.WriteAsync($"{line}\n", ct);
            await page.SendAsync(line);
        }
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

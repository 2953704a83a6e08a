using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>The relay's page and the program <c>peer</c>, in both roles.</summary>
public class PageWithPeerTests : PageFixture
{
    private string Url => Relay.Url("/blue").ToString();

    [Test]
    public async Task Page_calls_peer_and_peer_ends_it(CancellationToken ct)
    {
        await using var peer = Programs.Peer("callee", "--url", Url);
        await peer.WaitForErrorAsync("joined", ct);
        var page = await OpenAsync("blue");
        await page.CallAsync();

        await TalkAsync(page, peer, ct);

        peer.CloseInput();
        await peer.AssertExitAsync((int)ExitCode.Done, ct);
        await page.WaitForNoteAsync("The call has ended.");
    }

    [Test]
    public async Task Peer_calls_page_and_the_page_ends_it(CancellationToken ct)
    {
        await using var peer = Programs.Peer("caller", "--caller", "--url", Url);
        await peer.WaitForErrorAsync("joined", ct);
        var page = await OpenAsync("blue");

        await TalkAsync(page, peer, ct);

        await page.HangUpAsync();
        await peer.AssertExitAsync((int)ExitCode.Done, ct);
        await page.WaitForPhaseAsync("idle");
    }

    [Test]
    public async Task One_page_takes_the_calls_of_several_peers_one_after_the_other(CancellationToken ct)
    {
        var page = await OpenAsync("blue");
        for (var i = 0; i < 3; i++)
        {
            await using var peer = Programs.Peer("caller", "--caller", "--url", Url);
            await peer.WriteAsync($"call {i}\n", ct);
            peer.CloseInput();
            await peer.AssertExitAsync((int)ExitCode.Done, ct);
            await page.WaitForLineAsync($"call {i}");
        }
    }

    [Test]
    public async Task A_page_that_is_busy_when_its_channel_opens_misses_nothing(CancellationToken ct)
    {
        var page = await OpenAsync("blue");
        await page.Page.BeBusyOnceConnectedAsync(TimeSpan.FromSeconds(1.5));
        await using var peer = Programs.Peer("caller", "--caller", "--url", Url);
        await peer.WriteAsync("in time\n", ct);

        peer.CloseInput();

        await peer.AssertExitAsync((int)ExitCode.Done, ct);
        await page.WaitForLineAsync("in time");
    }

    [Test]
    public async Task Peer_and_page_that_both_call_meet_all_the_same(CancellationToken ct)
    {
        var page = await OpenAsync("blue");
        await page.CallAsync();
        await page.WaitForPhaseAsync("offering");
        await using var peer = Programs.Peer("caller", "--caller", "--url", Url);

        await TalkAsync(page, peer, ct);
    }

    [Test]
    public async Task A_file_that_peer_does_not_take_leaves_the_conversation_as_it_was(CancellationToken ct)
    {
        await using var peer = Programs.Peer("caller", "--caller", "--url", Url);
        var page = await OpenAsync("blue");
        await page.WaitForPhaseAsync("talking");

        await page.SendFilesAsync(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));

        await page.WaitForFileAsync("The other side takes no files", "failed");
        await TalkAsync(page, peer, ct);
    }

    [Test]
    public async Task A_flood_of_lines_arrives_and_the_page_stays_bounded(CancellationToken ct)
    {
        await using var peer = Programs.Peer("caller", "--caller", "--url", Url);
        var page = await OpenAsync("blue");
        await page.WaitForPhaseAsync("talking");

        await peer.WriteAsync(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\n")), ct);

        await page.WaitForLineAsync("line 19999");
        var lines = await page.LinesAsync();
        Assert.That(lines, Has.Count.InRange(400, 500));
        Assert.That(lines, Is.EqualTo(Enumerable.Range(20_000 - lines.Count, lines.Count).Select(i => $"line {i}")));
        await page.Page.Locator("#log .forgotten").WaitForAsync();
    }

    private static async Task TalkAsync(RoomPage page, ProgramRun peer, CancellationToken ct)
    {
        await page.WaitForPhaseAsync("talking");
        await peer.WriteAsync("first\n<b>你好 🙂</b>\n", ct);
        await page.WaitForLineAsync("<b>你好 🙂</b>");
        await page.SendAsync("from the page: 你好");
        await peer.WaitForOutputAsync("^from the page: 你好$", ct);
        Assert.That(await page.LinesAsync(), Is.EqualTo(new[] { "first", "<b>你好 🙂</b>" }));
    }
}

using NUnit.Framework;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>The relay's page and the browser page that existed before it.</summary>
public class PageWithSeedPageTests : PageFixture
{
    [SetUp]
    public void Need() => Requires.Shared("seed");

    [Test]
    public async Task Our_page_calls_the_other()
    {
        await using var other = await SeedPage.OpenAsync(Relay.Url().ToString());
        var page = await OpenAsync();

        await page.CallAsync();

        await TalkAsync(page, other);
    }

    [Test]
    public async Task The_other_page_calls_ours()
    {
        var page = await OpenAsync();
        await using var other = await SeedPage.OpenAsync(Relay.Url().ToString());

        await other.CallAsync();

        await TalkAsync(page, other);
    }

    [Test]
    public async Task A_file_is_not_even_offered_to_a_program_that_would_take_it_for_the_conversation()
    {
        await using var other = await SeedPage.OpenAsync(Relay.Url().ToString());
        var page = await OpenAsync();
        await page.CallAsync();
        await page.WaitForPhaseAsync("talking");

        await page.SendFilesAsync(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));

        await page.WaitForNoteAsync("The program on the other side takes no files.");
        await TalkAsync(page, other);
    }

    private static async Task TalkAsync(RoomPage page, SeedPage other)
    {
        await page.WaitForPhaseAsync("talking");
        await other.WaitUntilOpenAsync();
        await page.SendAsync("你好 from ours");
        await other.WaitForReceivedAsync("你好 from ours");
        await other.SendAsync("你好 from the other");
        await page.WaitForLineAsync("你好 from the other");
    }
}

using NUnit.Framework;
using RtcPeer.Relay;
using RtcPeer.Relay.Access;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>The page at a relay that asks for a token.</summary>
public class TokenTests : PageFixture
{
    private const string Secret = "correct horse, 电池";
    private const string TeamSecret = "for the team";

    private protected override RelayOptions Options { get; } = new()
    {
        Token = Secret,
        RoomTokens = [new RoomToken { Rooms = "team", Token = TeamSecret }],
    };

    [TestCase("", Secret)]
    [TestCase("team", TeamSecret)]
    public async Task A_person_is_asked_for_the_token_until_it_is_right_and_once_only(string room, string token)
    {
        var page = await OpenBlankAsync();
        await page.GoAsync(Address(room));
        await page.WaitForPhaseAsync("locked");
        Assert.That(await page.StatusAsync(), Is.EqualTo("This room is only for those who know its token."));

        await page.UnlockAsync("wrong");
        await page.WaitForStatusAsync("That was not the token of this room. Please try again.");
        await page.UnlockAsync(token);
        await page.WaitForPhaseAsync("idle");

        await page.Page.ReloadAsync();
        await page.WaitForPhaseAsync("idle");
        Assert.That(Relay.Log.Lines, Has.None.Contains("horse").And.None.Contains("team"));
    }

    [Test]
    public async Task A_token_in_the_address_lets_in_and_does_not_stay_there()
    {
        var page = await OpenBlankAsync();
        await page.GoAsync(Address($"team#token={Uri.EscapeDataString(TeamSecret)}"));

        await page.WaitForPhaseAsync("idle");

        Assert.That(page.Page.Url, Is.EqualTo(Address("team")));
        Assert.That(await page.Page.InputValueAsync("#address"), Is.EqualTo(Address("team")));
    }

    [Test]
    public async Task Pages_with_the_token_talk()
    {
        var caller = await OpenBlankAsync();
        var callee = await OpenBlankAsync();
        foreach (var page in new[] { caller, callee })
        {
            await page.GoAsync(Address($"#token={Uri.EscapeDataString(Secret)}"));
            await page.WaitForPhaseAsync("idle");
        }

        await caller.CallAsync();
        await callee.WaitForPhaseAsync("talking");
        await caller.WaitForPhaseAsync("talking");

        await caller.SendAsync("we are among us");
        await callee.WaitForLineAsync("we are among us");
    }
}

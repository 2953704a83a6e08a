using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Peer.Running;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>The page finds out who is at the other end.</summary>
public class TrustTests : PageFixture
{
    [Test]
    public async Task The_page_says_what_RFC_9382_says()
    {
        var page = await OpenAsync();
        foreach (var vector in Spake2Vectors.All)
        {
            var said = await page.Page.EvaluateAsync<string[]>(
                """
                async ({ a, b, w, x, y }) => {
                  const { Spake2 } = await import('/-/spake2.js');
                  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
                  const one = new Spake2(true, BigInt('0x' + w), BigInt('0x' + x));
                  const other = new Spake2(false, BigInt('0x' + w), BigInt('0x' + y));
                  const atOne = await one.finish(other.share, a, b, new Uint8Array());
                  const atOther = await other.finish(one.share, a, b, new Uint8Array());
                  return [one.share, other.share, atOne.own, atOther.own, atOne.expected, atOther.expected].map(hex);
                }
                """,
                new { a = vector.A, b = vector.B, w = vector.W, x = vector.X, y = vector.Y });

            Assert.That(said, Is.EqualTo(new[]
            {
                vector.ShareOfA, vector.ShareOfB, vector.ConfirmationOfA, vector.ConfirmationOfB, vector.ConfirmationOfB,
                vector.ConfirmationOfA,
            }));
        }
    }

    [Test]
    public async Task A_page_and_a_peer_with_the_same_secret_talk([Values] bool pageCalls, CancellationToken ct)
    {
        var page = await OpenAsync("blue");
        await UseSecretAsync(page, "493 817 205");
        if (pageCalls)
        {
            await page.CallAsync();
        }

        await using var peer = new RunningPeer(PeerIn("/blue", Secret("493-817-205")) with { Caller = !pageCalls });
        peer.Write("hello\n");
        await page.WaitForLineAsync("hello");
        await page.SendAsync("to the peer");
        Assert.That(await peer.ReadToAsync("\n", ct), Is.EqualTo("to the peer\n"));
        peer.CloseInput();
        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task A_page_with_another_secret_is_turned_away_and_both_tell_why(CancellationToken ct)
    {
        var page = await OpenAsync("blue");
        await UseSecretAsync(page, "guitar");
        await using var peer = new RunningPeer(PeerIn("/blue", Secret("marble")) with { Caller = true });
        peer.Write("secret\n");

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTrusted));
        await page.WaitForNoteAsync("the secrets of the two sides differ");
        Assert.That(await page.LinesAsync(), Is.Empty);
    }

    [Test]
    public async Task A_relay_between_a_page_and_a_peer_is_found_out([Values] bool pageCalls, CancellationToken ct)
    {
        await using var middle = new ManInTheMiddle(
            Relay.Url(pageCalls ? "/page" : "/peer"), Relay.Url(pageCalls ? "/peer" : "/page"));
        await middle.JoinedAsync(ct);
        var page = await OpenAsync("page");
        await UseSecretAsync(page, "marble");
        await using var peer = new RunningPeer(PeerIn("/peer", Secret("marble")) with { Caller = !pageCalls });
        peer.Write("secret\n");
        if (pageCalls)
        {
            await page.CallAsync();
        }

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTrusted));
        await page.WaitForNoteAsync("the secrets of the two sides differ");
        Assert.That(await page.LinesAsync(), Is.Empty);
        Assert.That(middle.Overheard, Is.Empty);
    }

    [Test]
    public async Task Page_and_peer_show_the_same_number(CancellationToken ct)
    {
        var page = await OpenAsync("blue");
        var person = new FakeVerifier();
        await using var peer = new RunningPeer(PeerIn("/blue", new TrustSettings(null, person)) with { Caller = true });

        var number = await person.NumberAsync(ct);
        await page.Page.GetByText($"Compare: {number}").WaitForAsync();
        person.Answer(isSame: false);
        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTrusted));
        await page.WaitForPhaseAsync("idle");
    }

    private static async Task UseSecretAsync(RoomPage page, string secret)
    {
        await page.Page.ClickAsync("#room summary");
        await page.Page.FillAsync("#secret", secret);
        await page.Page.PressAsync("#secret", "Enter");
        await page.Page.Locator("body[data-secret]").WaitForAsync();
        Assert.That(await page.Page.InputValueAsync("#secret"), Is.Empty);
    }

    private static TrustSettings Secret(string secret) => new(new SharedSecret(secret), null);

    private PeerOptions PeerIn(string room, TrustSettings trust) => new() { Url = Relay.Url(room), Trust = trust };
}

using Microsoft.Playwright;
using NUnit.Framework;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>Pictures of the page in artifacts/pictures, and what can be measured of its look.</summary>
public class PicturesTests : PageFixture
{
    private static readonly string PicturesFolder = Path.Combine(Repository.Root, "artifacts", "pictures");

    [TestCase("desktop", "en-US", 1000, 700, ColorScheme.Light)]
    [TestCase("desktop", "zh-CN", 1000, 700, ColorScheme.Dark)]
    [TestCase("phone", "en-US", 390, 844, ColorScheme.Dark)]
    [TestCase("phone", "zh-CN", 390, 844, ColorScheme.Light)]
    [TestCase("small-phone", "de-DE", 320, 568, ColorScheme.Light)]
    public async Task Page_fits_the_screen_and_speaks_the_readers_language(
        string device, string locale, int width, int height, ColorScheme scheme)
    {
        var page = await OpenAsync("blue", locale, width, height);
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        var isChinese = locale == "zh-CN";
        var name = $"{device}-{(isChinese ? "zh" : "en")}";
        Assert.That(await page.Page.TextContentAsync("#call"), Is.EqualTo(isChinese ? "开始通话" : "Start call"));
        Assert.That(await page.Page.GetAttributeAsync("html", "lang"), Is.EqualTo(isChinese ? "zh-CN" : "en"));
        await TakeAsync(page, $"{name}-1-idle", width);

        await page.Page.ClickAsync("#room summary");
        await TakeAsync(page, $"{name}-2-room", width);
        await page.Page.ClickAsync("h1");

        await page.CallAsync();
        await page.WaitForPhaseAsync("offering");
        await TakeAsync(page, $"{name}-3-calling", width);

        var other = await OpenAsync("blue", locale);
        await page.WaitForPhaseAsync("talking");
        await TalkAsync(page, other, isChinese);
        await TakeAsync(page, $"{name}-4-talking", width);

        await other.HangUpAsync();
        await page.WaitForPhaseAsync("idle");
        await TakeAsync(page, $"{name}-5-ended", width);
    }

    private async Task TalkAsync(RoomPage page, RoomPage other, bool isChinese)
    {
        await page.SendAsync(isChinese ? "你好，能看到吗？" : "Hello, does this work?");
        await other.SendAsync(isChinese ? "可以，直接连上了" : "It does, we are connected directly");
        await page.SendAsync($"https://example.org/{new string('x', 120)}");
        await other.SendFilesAsync(await WriteAsync(isChinese ? "会议记录.pdf" : "Minutes of the meeting.pdf", 2_400_000));
        await page.AcceptAsync();
        await page.WaitForFileAsync(".pdf", "done");
        await page.SendFilesAsync(await WriteAsync("holiday.zip", 3_000_000));
        await other.WaitForFileAsync("holiday.zip", "waiting");
        await other.SendFilesAsync(await WriteAsync($"{new string('y', 60)}.jpg", 700_000));
        await page.WaitForFileAsync(".jpg", "waiting");
        await other.SendAsync(isChinese ? "再发一张照片" : "And one more photo");
        await page.WaitForLineAsync(isChinese ? "再发一张照片" : "And one more photo");
    }

    private async Task<string> WriteAsync(string name, int size)
    {
        var path = Path.Combine(Folder.FullName, name);
        await File.WriteAllBytesAsync(path, new byte[size]);
        return path;
    }

    private static async Task TakeAsync(RoomPage page, string name, int width)
    {
        await page.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(PicturesFolder, $"{name}.png"),
            Animations = ScreenshotAnimations.Disabled,
        });
        Assert.That(
            await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"),
            Is.LessThanOrEqualTo(width), "nothing is wider than the screen");
    }
}

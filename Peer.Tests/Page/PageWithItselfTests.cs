using System.Security.Cryptography;
using Microsoft.Playwright;
using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>Two browsers with the relay's page.</summary>
public class PageWithItselfTests : PageFixture
{
    [Test]
    public async Task Two_pages_talk_and_part()
    {
        var (caller, callee) = await OpenTalkingAsync();

        await caller.SendAsync("hello from the caller");
        await callee.WaitForLineAsync("hello from the caller");
        await callee.SendAsync("你好 🙂\nin two lines");
        await caller.WaitForLineAsync("你好 🙂\nin two lines");

        await callee.HangUpAsync();
        await callee.WaitForNoteAsync("The call has ended.");
        await caller.WaitForNoteAsync("The call has ended.");
        await caller.WaitForPhaseAsync("idle");
    }

    [Test]
    public async Task Who_was_called_can_call_back()
    {
        var (caller, callee) = await OpenTalkingAsync();
        await caller.HangUpAsync();
        await callee.WaitForPhaseAsync("idle");

        await callee.CallAsync();

        await caller.WaitForPhaseAsync("talking");
        await callee.WaitForPhaseAsync("talking");
        await caller.SendAsync("again");
        await callee.WaitForLineAsync("again");
    }

    [Test]
    public async Task A_caller_that_comes_first_is_answered_by_who_comes_later()
    {
        var caller = await OpenAsync("blue");
        await caller.CallAsync();
        await caller.WaitForPhaseAsync("offering");

        var elsewhere = await OpenAsync("red");
        var callee = await OpenAsync("blue/");

        await caller.WaitForPhaseAsync("talking");
        await callee.WaitForPhaseAsync("talking");
        await elsewhere.WaitForPhaseAsync("idle");
    }

    [Test]
    public async Task Two_callers_find_each_other()
    {
        var one = await OpenAsync();
        var other = await OpenAsync();

        await Task.WhenAll(one.CallAtOnceAsync(), other.CallAtOnceAsync());

        await one.WaitForPhaseAsync("talking");
        await other.WaitForPhaseAsync("talking");
    }

    [Test]
    public async Task A_third_page_disturbs_nobody_and_is_called_afterwards()
    {
        var (caller, callee) = await OpenTalkingAsync();
        var third = await OpenAsync();
        await third.CallAsync();
        await third.WaitForPhaseAsync("offering");
        await caller.SendAsync("still here");
        await callee.WaitForLineAsync("still here");

        await callee.HangUpAsync();

        await third.WaitForPhaseAsync("talking");
    }

    [Test]
    public async Task A_call_can_be_cancelled()
    {
        var page = await OpenAsync();
        await page.CallAsync();
        await page.WaitForPhaseAsync("offering");

        await page.Page.ClickAsync("#cancel");

        await page.WaitForPhaseAsync("idle");
        var other = await OpenAsync();
        await other.CallAsync();
        await page.WaitForPhaseAsync("talking");
    }

    [Test]
    public async Task A_page_that_is_left_ends_the_call_at_once()
    {
        var (caller, callee) = await OpenTalkingAsync();

        await callee.Page.GotoAsync("about:blank");

        await caller.WaitForPhaseAsync("idle");
    }

    [Test]
    public async Task The_relay_may_go_while_one_talks_and_comes_back_for_the_next_call()
    {
        var (caller, callee) = await OpenTalkingAsync();

        var hidden = new LocatorWaitForOptions { State = WaitForSelectorState.Hidden };
        await RestartRelayAsync();

        await caller.Page.Locator("#relay-lost").WaitForAsync();
        await caller.SendAsync("without the relay");
        await callee.WaitForLineAsync("without the relay");
        await caller.Page.Locator("#relay-lost").WaitForAsync(hidden);
        await callee.Page.Locator("#relay-lost").WaitForAsync(hidden);
        await callee.HangUpAsync();
        await callee.CallAsync();
        await caller.WaitForPhaseAsync("talking");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(5_000_001)]
    public Task A_file_arrives_byte_for_byte_in_both_directions(int size) => AssertArrivesAsync(size);

    [Test]
    public Task A_large_file_arrives_byte_for_byte_in_both_directions() => AssertArrivesAsync(Megabytes.Or(30) * Megabytes.Size);

    [Test]
    public async Task Several_files_and_lines_go_at_the_same_time()
    {
        var (caller, callee) = await OpenTalkingAsync();
        var names = Enumerable.Range(0, 5).Select(i => $"part-{i}").ToArray();
        foreach (var name in names)
        {
            await WriteFileAsync(name, 300_000);
        }

        await caller.SendFilesAsync([.. names.Select(name => Path.Combine(Folder.FullName, name))]);
        for (var i = 0; i < names.Length; i++)
        {
            await callee.AcceptAsync();
            await callee.SendAsync($"accepted {i}");
        }

        foreach (var name in names)
        {
            await callee.WaitForFileAsync(name, "done");
            await caller.WaitForFileAsync(name, "done");
        }

        await caller.WaitForLineAsync("accepted 4");
    }

    [Test]
    public async Task A_file_can_be_declined_and_withdrawn()
    {
        var (caller, callee) = await OpenTalkingAsync();
        await caller.SendFilesAsync(await WriteFileAsync("unwanted", 1000), await WriteFileAsync("withdrawn", 1000));
        await callee.WaitForFileAsync("withdrawn", "waiting");

        await callee.File("unwanted", "waiting").Locator(".decline").ClickAsync();
        await caller.File("withdrawn", "waiting").Locator(".cancel").ClickAsync();

        await caller.WaitForFileAsync("Declined by the other side (declined)", "failed");
        await callee.WaitForFileAsync("Withdrawn by the sender", "failed");
    }

    [Test]
    public async Task A_file_that_is_under_way_when_the_call_ends_is_broken_off_on_both_sides()
    {
        var (caller, callee) = await OpenTalkingAsync();
        await caller.SendFilesAsync(await WriteFileAsync("long", 1000));
        await callee.WaitForFileAsync("long", "waiting");

        await caller.HangUpAsync();

        await caller.WaitForFileAsync("Broken off", "failed");
        await callee.WaitForFileAsync("long", "failed");
        Assert.That(await callee.Files.TextContentAsync(), Does.Contain("Broken off"));
    }

    [Test]
    public async Task A_dropped_file_is_sent()
    {
        var (caller, callee) = await OpenTalkingAsync();

        await caller.Page.EvaluateAsync(
            """
            () => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File(['dropped'], 'dropped.txt'));
              for (const type of ['dragover', 'drop']) {
                document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
              }
            }
            """);
        await callee.AcceptAsync();

        var copy = Path.Combine(Folder.FullName, "copy");
        await callee.SaveAsync("dropped.txt", copy);
        Assert.That(await File.ReadAllTextAsync(copy), Is.EqualTo("dropped"));
    }

    [Test]
    public async Task The_relays_ice_servers_are_used()
    {
        const string configuration = """{"iceServers":[{"urls":["turn:127.0.0.1:9?transport=udp"],"username":"u","credential":"c"}]}""";
        var page = await OpenAsync();
        await page.Page.RouteAsync("**/ice?*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = configuration }));
        await page.Page.AddInitScriptAsync(
            """
            window.RTCPeerConnection = class extends RTCPeerConnection {
              constructor(configuration) {
                super(configuration);
                window.used = JSON.stringify(configuration);
              }
            };
            """);
        await page.Page.ReloadAsync();
        await page.WaitForPhaseAsync("idle");

        await page.CallAsync();

        await page.WaitForPhaseAsync("offering");
        Assert.That(await page.Page.EvaluateAsync<string>("() => window.used"), Is.EqualTo(configuration));
    }

    private async Task AssertArrivesAsync(int size)
    {
        var (caller, callee) = await OpenTalkingAsync();
        var name = $"文件 {size}.bin";
        var original = await WriteFileAsync(name, size);

        foreach (var (sender, receiver) in new[] { (caller, callee), (callee, caller) })
        {
            await sender.SendFilesAsync(original);
            await receiver.AcceptAsync();
            await sender.WaitForFileAsync(name, "done");
            var copy = Path.Combine(Folder.FullName, "copy");
            Assert.That(await receiver.SaveAsync(name, copy), Is.EqualTo(name));
            Assert.That(await HashAsync(copy), Is.EqualTo(await HashAsync(original)));
            await receiver.Page.ReloadAsync();
            await receiver.WaitForPhaseAsync("idle");
            await sender.WaitForPhaseAsync("idle");
            await sender.CallAsync();
            await receiver.WaitForPhaseAsync("talking");
        }
    }

    private async Task<string> WriteFileAsync(string name, int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        var path = Path.Combine(Folder.FullName, name);
        await File.WriteAllBytesAsync(path, content);
        return path;
    }

    private static async Task<string> HashAsync(string path) =>
        Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path)));
}

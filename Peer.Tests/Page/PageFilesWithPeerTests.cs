using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>Files between the relay's page and <c>peer send</c> and <c>peer receive</c>.</summary>
public class PageFilesWithPeerTests : PageFixture
{
    /// <summary>How large a file is; scripts/files-soak.sh sets it.</summary>
    private static readonly int Size = int.Parse(
        Environment.GetEnvironmentVariable("FILES_SOAK_BYTES") ?? "300000", CultureInfo.InvariantCulture);

    private string Url => Relay.Url("/blue").ToString();

    private string Inbox => Path.Combine(Folder.FullName, "inbox");

    [Test]
    public async Task A_drop_box_takes_what_the_page_sends_and_says_why_it_does_not_take_the_rest(CancellationToken ct)
    {
        var (big, taken) = (Write("big 你好.bin", Size), Write("taken.txt", 10));
        Directory.CreateDirectory(Inbox);
        await File.WriteAllTextAsync(Path.Combine(Inbox, "taken.txt"), "theirs", ct);
        await using var box = Programs.Peer("box", "receive", Inbox, "--serve", "--url", Url);
        await box.WaitForErrorAsync("joined", ct);
        var page = await OpenAsync("blue");
        await page.CallAsync();
        await page.WaitForPhaseAsync("talking");

        await page.SendFilesAsync(big, taken);

        await page.WaitForFileAsync("a file of that name is there already", "failed");
        await page.WaitForFileAsync("big 你好.bin", "done");
        Assert.That(Hash(Path.Combine(Inbox, "big 你好.bin")), Is.EqualTo(Hash(big)));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Inbox, "taken.txt"), ct), Is.EqualTo("theirs"));
        await page.HangUpAsync();
        await box.WaitForErrorAsync("received 1 file.*; 1 file not", ct);
        box.Signal(PosixSignal.SIGTERM);
        await box.AssertExitAsync((int)ExitCode.Terminated, ct);
    }

    [Test]
    public async Task The_page_takes_what_peer_sends_of_known_size_or_not(CancellationToken ct)
    {
        var page = await OpenAsync("blue");
        var big = Write("big.bin", Size);
        await using var send = Programs.Peer("send", "send", big, "-", "--name", "pipe.txt", "--url", Url);
        await send.WriteAsync("through a pipe", ct);
        send.CloseInput();
        await page.File("big.bin", "waiting").WaitForAsync();
        await page.File("pipe.txt", "waiting").WaitForAsync();
        await page.AcceptAsync();
        await page.AcceptAsync();

        await page.WaitForFileAsync("big.bin", "done");
        await page.WaitForFileAsync("pipe.txt", "done");
        await send.AssertExitAsync((int)ExitCode.Done, ct);
        var saved = Path.Combine(Folder.FullName, "saved");
        await page.SaveAsync("big.bin", saved);
        Assert.That(Hash(saved), Is.EqualTo(Hash(big)));
        await page.SaveAsync("pipe.txt", saved);
        Assert.That(await File.ReadAllTextAsync(saved, ct), Is.EqualTo("through a pipe"));
    }

    [Test]
    public async Task What_a_person_declines_is_not_sent(CancellationToken ct)
    {
        var page = await OpenAsync("blue");
        await using var send = Programs.Peer("send", "send", Write("a.txt", 10), "--url", Url);
        await page.File("a.txt", "waiting").Locator(".decline").ClickAsync();

        await send.AssertExitAsync((int)ExitCode.FilesFailed, ct);
        Assert.That(send.Error.Text, Does.Contain("not sent: a.txt: declined"));
    }

    private string Write(string name, int size)
    {
        var path = Path.Combine(Folder.FullName, name);
        File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(size));
        return path;
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}

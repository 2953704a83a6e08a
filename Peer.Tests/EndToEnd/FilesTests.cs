using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary><c>peer send</c> and <c>peer receive</c> as processes.</summary>
[CancelAfter(90_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FilesTests : IDisposable
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("rtcpeer-e2e-files-");

    private string Inbox => Path.Combine(_temp.FullName, "inbox");

    public void Dispose() => _temp.Delete(recursive: true);

    [Test]
    public async Task Files_and_a_pipe_arrive_and_stdout_stays_empty(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        var content = RandomNumberGenerator.GetBytes(1_000_000);
        var file = Path.Combine(_temp.FullName, "a.bin");
        await File.WriteAllBytesAsync(file, content, ct);
        await using var receive = Programs.Peer("receive", "receive", Inbox, "--url", url);
        await using var send = Programs.Peer("send", "send", file, "-", "--name", "pipe.txt", "--url", url);
        await send.WriteAsync("through a pipe\n", ct);
        send.CloseInput();

        await send.AssertExitAsync((int)ExitCode.Done, ct);
        await receive.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(await File.ReadAllBytesAsync(Path.Combine(Inbox, "a.bin"), ct), Is.EqualTo(content));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Inbox, "pipe.txt"), ct), Is.EqualTo("through a pipe\n"));
        Assert.That(send.Output.Bytes.Concat(receive.Output.Bytes), Is.Empty);
        Assert.That(send.Error.Text, Does.Match("(?m)^sent 2 files, 1.0 MB in .* MB/s$").And.Not.Contain("\e"));
        Assert.That(receive.Error.Text, Does.Match("(?m)^received 2 files, 1.0 MB in .* MB/s$").And.Not.Contain("\e"));
    }

    [Test]
    public async Task Events_tell_on_stdout_what_became_of_each_file(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        var file = Path.Combine(_temp.FullName, "taken");
        await File.WriteAllTextAsync(file, "here", ct);
        Directory.CreateDirectory(Inbox);
        await File.WriteAllTextAsync(Path.Combine(Inbox, "taken"), "there", ct);
        await using var receive = Programs.Peer("receive", "receive", Inbox, "--json", "--url", url);
        await using var send = Programs.Peer("send", "send", file, "-", "--name", "new", "--json", "--url", url);
        await send.WriteAsync("0123456789", ct);
        send.CloseInput();

        await send.AssertExitAsync((int)ExitCode.FilesFailed, ct);
        await receive.AssertExitAsync((int)ExitCode.FilesFailed, ct);

        string[] course = ["joined", "open", "connected", "file", "file", "files", "closed"];
        Assert.That(Members(send, "event"), Is.EqualTo(course));
        Assert.That(Members(receive, "event"), Is.EqualTo(course));
        Assert.That(Members(send, "name").Zip(Members(send, "outcome")), Is.EquivalentTo(new[] { ("new", "sent"), ("taken", "failed") }));
        Assert.That(Members(receive, "name").Zip(Members(receive, "outcome")), Is.EquivalentTo(new[] { ("new", "received"), ("taken", "failed") }));
        Assert.That(Members(receive, "savedAs"), Is.EqualTo(new[] { Path.Combine(Inbox, "new") }));
        Assert.That(Members(send, "failed").Concat(Members(receive, "failed")), Is.All.EqualTo("1"));
    }

    [Test]
    public async Task A_sender_killed_in_mid_file_goes_on_where_it_was_and_the_hash_is_right(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        var content = RandomNumberGenerator.GetBytes(30_000_000);
        var file = Path.Combine(_temp.FullName, "big.bin");
        await File.WriteAllBytesAsync(file, content, ct);
        await using var box = Programs.Peer("box", "receive", Inbox, "--serve", "--url", url);
        await box.WaitForErrorAsync("joined", ct);
        await using (var killed = Programs.Peer("killed", "send", file, "-", "--name", "never", "--url", url))
        {
            // stdin stays open, so that it cannot be done before it is killed; that a part is there is known by its file.
            await PartAsync(ct);
            killed.Kill();
            await killed.WaitForExitAsync(ct);
        }

        await using var again = Programs.Peer("again", "send", file, "--url", url);
        await again.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(
            SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Inbox, "big.bin"), ct)), Is.EqualTo(SHA256.HashData(content)));
        Assert.That(again.Error.Text, Does.Match("were there already"));
        Assert.That(Directory.EnumerateFiles(Inbox, "*big*"), Has.Exactly(1).Items);

        box.Signal(PosixSignal.SIGTERM);
        await box.AssertExitAsync((int)ExitCode.Terminated, ct);
    }

    [TestCase("send")]
    [TestCase("send", "no-such-file")]
    [TestCase("send", "-")]
    [TestCase("receive", "--overwrite", "--rename")]
    [TestCase("receive", "a", "b")]
    public async Task What_makes_no_sense_is_said_at_once(string command, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var run = Programs.Peer(command, [command, .. arguments]);

        await run.AssertExitAsync((int)ExitCode.Usage, limit.Token);
    }

    /// <summary>Waits until a part of a file has come, or all of it.</summary>
    private async Task PartAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(Inbox);
        using var watcher = new FileSystemWatcher(Inbox, "*big.bin*");
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Changed += (_, _) => changed.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!Directory.EnumerateFiles(Inbox, "*big.bin*").Any(path => new FileInfo(path).Length > 0))
        {
            await changed.Task.WaitAsync(ct);
        }
    }

    private static string[] Members(ProgramRun run, string name) =>
    [
        .. run.Output.Text.TrimEnd('\n').Split('\n')
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Where(e => e.TryGetProperty(name, out _))
            .Select(e => e.GetProperty(name).ToString()),
    ];
}

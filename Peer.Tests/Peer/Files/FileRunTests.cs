using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Files.Receiving;
using RtcPeer.Peer.Files.Sending;
using RtcPeer.Peer.Files.Storing;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Peer.Running;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Files;

/// <summary>Whole runs of <c>peer send</c> and <c>peer receive</c>, in this process, with a real relay and real connections.</summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileRunTests : IAsyncDisposable
{
    private readonly TestRelay _relay = new();
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("rtcpeer-files-");

    private string Inbox => Path.Combine(_temp.FullName, "inbox");

    private Uri Url => _relay.Url();

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        _temp.Delete(recursive: true);
    }

    [Test]
    public async Task Files_folders_and_stdin_arrive_whole_and_both_ends_know_it(CancellationToken ct)
    {
        var big = Write("big.bin", RandomNumberGenerator.GetBytes(3_000_001));
        Write("photos/deep/a.txt", "a"u8.ToArray());
        Write("photos/empty", []);
        var input = RandomNumberGenerator.GetBytes(200_000);
        var files = SourceFiles.Find([big, Path.Combine(_temp.FullName, "photos"), "-"], "你好.txt", () => new MemoryStream(input));

        await using var receive = FileRun.Receive(Url, Inbox);
        await using var send = FileRun.Send(Url, files);

        await AssertExitAsync(send, ExitCode.Done, ct);
        await AssertExitAsync(receive, ExitCode.Done, ct);
        Assert.That(Received(), Is.EquivalentTo(new[] { "big.bin", "photos/deep/a.txt", "photos/empty", "你好.txt" }));
        Assert.That(File.ReadAllBytes(In("big.bin")), Is.EqualTo(File.ReadAllBytes(big)));
        Assert.That(File.ReadAllBytes(In("你好.txt")), Is.EqualTo(input));
        Assert.That(File.GetLastWriteTimeUtc(In("big.bin")), Is.EqualTo(File.GetLastWriteTimeUtc(big)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(send.Lines, Has.Some.StartsWith("sent 4 files, 3.2 MB"));
        Assert.That(receive.Lines, Has.Some.StartsWith("received 4 files, 3.2 MB"));
    }

    [Test]
    public async Task Many_small_files_arrive(CancellationToken ct)
    {
        for (var i = 0; i < 300; i++)
        {
            Write($"many/{i}.txt", Encoding.UTF8.GetBytes($"file {i}"));
        }

        await using var receive = FileRun.Receive(Url, Inbox);
        await using var send = FileRun.Send(Url, Path.Combine(_temp.FullName, "many"));

        await AssertExitAsync(send, ExitCode.Done, ct);
        await AssertExitAsync(receive, ExitCode.Done, ct);
        Assert.That(
            Enumerable.Range(0, 300).Select(i => File.ReadAllText(In($"many/{i}.txt"))),
            Is.EqualTo(Enumerable.Range(0, 300).Select(i => $"file {i}")));
    }

    [Test]
    public async Task A_receiver_may_call_and_a_sender_wait(CancellationToken ct)
    {
        var file = Write("a.txt", "hello"u8.ToArray());
        await using var receive = FileRun.Receive(Url, Inbox, caller: true);
        await using var send = FileRun.Send(Url, SourceFiles.Find([file], null, () => Stream.Null), caller: false);

        await AssertExitAsync(send, ExitCode.Done, ct);
        await AssertExitAsync(receive, ExitCode.Done, ct);
    }

    [Test]
    public async Task What_is_refused_is_told_at_both_ends_and_the_rest_arrives(CancellationToken ct)
    {
        var (first, second) = (Write("a.txt", "mine"u8.ToArray()), Write("b.txt", "hello"u8.ToArray()));
        Directory.CreateDirectory(Inbox);
        await File.WriteAllTextAsync(In("a.txt"), "theirs", ct);
        await using var receive = FileRun.Receive(Url, Inbox);
        await using var send = FileRun.Send(Url, first, second);

        await AssertExitAsync(send, ExitCode.FilesFailed, ct);
        await AssertExitAsync(receive, ExitCode.FilesFailed, ct);
        Assert.That(send.Lines, Has.Some.EqualTo("not sent: a.txt: a file of that name is there already"));
        Assert.That(receive.Lines, Has.Some.EqualTo("not received: a.txt: a file of that name is there already"));
        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("theirs"));
        Assert.That(File.ReadAllText(In("b.txt")), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_person_is_asked_once_and_harmlessly([Values] bool says, CancellationToken ct)
    {
        var files = SourceFiles.Find(["-", Write("b.txt", [2])], "evil\e[2J\u202e.txt", () => new MemoryStream([1]));
        var question = new StringWriter();
        var asked = 0;
        using var consent = new Consent(question, () =>
        {
            asked++;
            return says ? "y" : "";
        });
        await using var receive = FileRun.Receive(Url, Inbox, consent: consent);
        await using var send = FileRun.Send(Url, files);

        await AssertExitAsync(send, says ? ExitCode.Done : ExitCode.FilesFailed, ct);
        await AssertExitAsync(receive, says ? ExitCode.Done : ExitCode.FilesFailed, ct);
        Assert.That(asked, Is.EqualTo(1));
        Assert.That(question.ToString(), Does.Not.Contain("\e").And.Not.Contain("\u202e").And.Contain("[y/N]"));
        Assert.That(Received(), says ? Is.EquivalentTo(new[] { "evil_[2J_.txt", "b.txt" }) : Is.Empty);
    }

    [Test]
    public async Task What_a_lost_sender_has_sent_is_not_sent_again(CancellationToken ct)
    {
        var content = RandomNumberGenerator.GetBytes(500_000);
        var path = Write("a.bin", content);
        var announced = SourceFiles.Find([path], null, () => Stream.Null).Files[0].Announced;
        await using (var receive = FileRun.Receive(Url, Inbox))
        {
            await using var sender = new OtherPeer { Calls = true };
            var (_, channel) = await CallAsync(receive, sender, announced, ct);
            Assert.That(await NextAsync(channel, ct), Is.EqualTo(new FileMessage.Accept(0, null)));
            await SendAsync(channel, content[..300_000], ct);
            await channel.CloseAsync(ct);
            await sender.Connection.CloseAsync();
            await AssertExitAsync(receive, ExitCode.ConnectionLost, ct);
        }

        Assert.That(new FileInfo(In(Received().Single())).Length, Is.EqualTo(300_000));
        await using var again = FileRun.Receive(Url, Inbox);
        await using var send = FileRun.Send(Url, path);
        await AssertExitAsync(send, ExitCode.Done, ct);
        await AssertExitAsync(again, ExitCode.Done, ct);
        Assert.That(File.ReadAllBytes(In("a.bin")), Is.EqualTo(content));
        Assert.That(Received(), Is.EqualTo(new[] { "a.bin" }));
        Assert.That(send.Lines, Has.Some.EndsWith("(300.0 kB were there already)"));
    }

    [Test]
    public async Task A_partial_file_that_is_not_the_files_beginning_is_replaced(CancellationToken ct)
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        var path = Write("a.bin", content);
        var announced = SourceFiles.Find([path], null, () => Stream.Null).Files[0].Announced;
        using (var partial = new FileStore(Inbox, ConflictPolicy.Refuse).Open(announced))
        {
            partial.Append(RandomNumberGenerator.GetBytes(200_000));
        }

        await using var receive = FileRun.Receive(Url, Inbox);
        await using var send = FileRun.Send(Url, path);
        await AssertExitAsync(send, ExitCode.Done, ct);
        await AssertExitAsync(receive, ExitCode.Done, ct);
        Assert.That(File.ReadAllBytes(In("a.bin")), Is.EqualTo(content));
        Assert.That(Received(), Is.EqualTo(new[] { "a.bin" }));
    }

    [Test]
    public async Task A_program_that_knows_no_prefix_goes_on_from_the_offset_as_well(CancellationToken ct)
    {
        var announced = new Announcement("a.txt", 11, "", 1_767_225_600_000);
        using (var partial = new FileStore(Inbox, ConflictPolicy.Refuse).Open(announced))
        {
            partial.Append("hello"u8);
        }

        await using var receive = FileRun.Receive(Url, Inbox);
        await using var sender = new OtherPeer { Calls = true };
        var (chat, channel) = await CallAsync(receive, sender, announced, ct);
        Assert.That(await NextAsync(channel, ct), Is.InstanceOf<FileMessage.Accept>().With.Property("Offset").EqualTo(5));
        await channel.SendAsync(" world"u8.ToArray(), ct);
        await SayAsync(channel, new FileMessage.Done(Convert.ToHexStringLower(SHA256.HashData("hello world"u8))), ct);
        Assert.That(await NextAsync(channel, ct), Is.EqualTo(new FileMessage.Confirm()));
        await chat.CloseAsync(ct);

        await AssertExitAsync(receive, ExitCode.Done, ct);
        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("hello world"));
    }

    [Test]
    public async Task A_sender_that_lies_or_means_harm_leaves_nothing_behind(CancellationToken ct)
    {
        await using var receive = FileRun.Receive(Url, Inbox);
        await using var sender = new OtherPeer { Calls = true };
        var (chat, outside) = await CallAsync(receive, sender, new Announcement("../a.txt", 1), ct);
        Assert.That(await NextAsync(outside, ct), Is.InstanceOf<FileMessage.Refuse>());

        var long1 = await AnnounceAsync(sender, new Announcement("long.txt", 3), ct);
        Assert.That(await NextAsync(long1, ct), Is.InstanceOf<FileMessage.Accept>());
        await long1.SendAsync(new byte[4], ct);
        Assert.That(await NextAsync(long1, ct), Is.EqualTo(new FileMessage.Fail("more bytes than announced")));

        var wrong = await AnnounceAsync(sender, new Announcement("wrong.txt", 3), ct);
        Assert.That(await NextAsync(wrong, ct), Is.InstanceOf<FileMessage.Accept>());
        await wrong.SendAsync(new byte[3], ct);
        await SayAsync(wrong, new FileMessage.Done(new string('0', 64)), ct);
        Assert.That(await NextAsync(wrong, ct), Is.EqualTo(new FileMessage.Fail("the hashes differ")));

        var garbage = sender.Connection.CreateDataChannel("file", new RtcDataChannelInit { Protocol = FileMessage.ProtocolName });
        await garbage.SendAsync("hello", ct);
        Assert.That(await NextAsync(garbage, ct), Is.InstanceOf<FileMessage.Refuse>());
        await chat.CloseAsync(ct);

        await AssertExitAsync(receive, ExitCode.FilesFailed, ct);
        Assert.That(Received(), Is.Empty);
        Assert.That(_temp.EnumerateFileSystemInfos().Select(entry => entry.Name), Is.SubsetOf(new[] { "inbox" }));
    }

    [Test]
    public async Task A_sender_that_has_nothing_is_told_of(CancellationToken ct)
    {
        await using var receive = FileRun.Receive(Url, Inbox);
        await using var sender = new OtherPeer { Calls = true };
        var chat = sender.Connection.CreateDataChannel("chat");
        await receive.Log.WaitForAsync("joined", ct);
        await sender.JoinAsync(Url, ct);
        await chat.Opened.WaitAsync(ct);
        await receive.Log.WaitForAsync("channel open", ct);
        await chat.CloseAsync(ct);

        await AssertExitAsync(receive, ExitCode.FilesFailed, ct);
    }

    [Test]
    public async Task A_program_that_takes_no_files_is_told_of(CancellationToken ct)
    {
        await using var talking = new RunningPeer(new PeerOptions { Url = Url });
        await using var send = FileRun.Send(Url, Write("a.txt", [1]), Write("b.txt", [2]));

        await AssertExitAsync(send, ExitCode.FilesFailed, ct);
        Assert.That(send.Lines, Has.Some.EqualTo("not sent: b.txt: the other end takes no files"));
    }

    [Test]
    public async Task A_drop_box_takes_files_of_several_at_once_and_one_after_the_other(CancellationToken ct)
    {
        await using var box = FileRun.Receive(Url, Inbox, ConflictPolicy.Rename, serves: true);
        await box.Log.WaitForAsync("joined", ct);
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("slow"u8.ToArray(), ct);
        await using var patient = FileRun.Send(Url, SourceFiles.Find(["-"], "slow.txt", () => pipe.Reader.AsStream()));
        await patient.Log.WaitForAsync("channel open", ct);
        foreach (var content in new[] { "first", "second one" })
        {
            await using var send = FileRun.Send(Url, Write("a.txt", Encoding.UTF8.GetBytes(content)));
            await AssertExitAsync(send, ExitCode.Done, ct);
        }

        await pipe.Writer.CompleteAsync();
        await AssertExitAsync(patient, ExitCode.Done, ct);
        await box.Log.WaitForTimesAsync("received 1 file,", 3, ct);
        box.Interrupt();
        await AssertExitAsync(box, ExitCode.Interrupted, ct);
        Assert.That(Received(), Is.EquivalentTo(new[] { "slow.txt", "a.txt", "a (1).txt" }));
    }

    private async Task<(RtcDataChannel Chat, RtcDataChannel File)> CallAsync(
        FileRun receive, OtherPeer sender, Announcement announced, CancellationToken ct)
    {
        var chat = sender.Connection.CreateDataChannel("chat");
        await receive.Log.WaitForAsync("joined", ct);
        await sender.JoinAsync(Url, ct);
        await chat.Opened.WaitAsync(ct);
        return (chat, await AnnounceAsync(sender, announced, ct));
    }

    private static async Task<RtcDataChannel> AnnounceAsync(OtherPeer sender, Announcement announced, CancellationToken ct)
    {
        var channel = sender.Connection.CreateDataChannel("file", new RtcDataChannelInit { Protocol = FileMessage.ProtocolName });
        await SayAsync(channel, new FileMessage.Announce(announced), ct);
        return channel;
    }

    private static async Task SayAsync(RtcDataChannel channel, FileMessage message, CancellationToken ct)
    {
        await channel.Opened.WaitAsync(ct);
        await channel.SendTextAsync(FileMessageJson.Write(message), ct);
    }

    private static async Task SendAsync(RtcDataChannel channel, byte[] content, CancellationToken ct)
    {
        for (var at = 0; at < content.Length; at += 1000)
        {
            await channel.SendAsync(content.AsMemory(at, Math.Min(1000, content.Length - at)), ct);
        }
    }

    private static async Task<FileMessage> NextAsync(RtcDataChannel channel, CancellationToken ct)
    {
        while (await channel.WaitToReadAsync(ct))
        {
            if (channel.TryRead(out var message) && FileMessageJson.TryRead(message.Data, out var read))
            {
                return read;
            }
        }

        throw new AssertionException("the channel has ended");
    }

    private static async Task AssertExitAsync(FileRun run, ExitCode code, CancellationToken ct) =>
        Assert.That(await run.Exit.WaitAsync(ct), Is.EqualTo(code), () => string.Join('\n', run.Lines));

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_temp.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string In(string name) => Path.Combine(Inbox, name);

    private List<string> Received() => !Directory.Exists(Inbox)
        ? []
        : [.. Directory.EnumerateFiles(Inbox, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Inbox, path))];
}

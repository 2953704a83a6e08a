using System.IO.Pipes;
using NUnit.Framework;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;

namespace RtcPeer.Peer.Tests.Peer.Scripting;

[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AwaitedTests : IDisposable
{
    private readonly Output _output = new(new MemoryStream());

    private readonly AnonymousPipeServerStream _open = new(PipeDirection.In);

    public void Dispose()
    {
        _output.Dispose();
        _open.Dispose();
    }

    [Test]
    public void Without_a_wish_every_message_is_written_and_the_end_is_what_it_is()
    {
        var awaited = Of(null, once: false);

        using var input = new MemoryStream();
        Assert.That(awaited.Hold(input), Is.SameAs(input));
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void A_text_is_found_anywhere_in_a_message_and_the_rest_is_still_written()
    {
        var awaited = Of("你好", once: false);

        Assert.That(awaited.Take("hello"u8), Is.True);
        Assert.That(awaited.Over.IsCompleted, Is.False);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.NotExpected));

        Assert.That(awaited.Take("and 你好!"u8), Is.True);
        Assert.That(awaited.Over.IsCompleted, Is.True);
        Assert.That(awaited.Take("more"u8), Is.True);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void A_lost_connection_is_told_whatever_came()
    {
        var awaited = Of("x", once: false);
        awaited.Take("x"u8);

        Assert.That(awaited.CodeOf(ExitCode.ConnectionLost), Is.EqualTo(ExitCode.ConnectionLost));
    }

    [Test]
    public async Task Of_several_messages_once_takes_the_first_alone()
    {
        var awaited = Of(null, once: true);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.NotExpected));

        Assert.That(awaited.Take("one"u8), Is.True);
        Assert.That(awaited.Over.IsCompleted, Is.True);
        Assert.That(awaited.Take("two"u8), Is.False);
        await _output.WriteAsync("one\n"u8.ToArray());
        Assert.That(_output.Failed.IsCompleted, Is.True, "else the other end would be told that it was written");
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void With_both_the_one_message_has_to_have_the_text()
    {
        var awaited = Of("yes", once: true);
        awaited.Take("no"u8);

        Assert.That(awaited.Over.IsCompleted, Is.True);
        Assert.That(awaited.Take("yes"u8), Is.False);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.NotExpected));
    }

    [Test]
    public async Task Stdin_ends_with_the_waiting_neither_before_nor_after(CancellationToken ct)
    {
        var awaited = Of("yes", once: false);
        await using var ended = awaited.Hold(new MemoryStream("ab"u8.ToArray()));
        await using var open = awaited.Hold(_open);
        var buffer = new byte[10];
        Assert.That(await ended.ReadAsync(buffer, ct), Is.EqualTo(2));
        var ending = ended.ReadAsync(buffer, ct).AsTask();
        var waiting = open.ReadAsync(buffer, ct).AsTask();
        Assert.That(ending.IsCompleted || waiting.IsCompleted, Is.False);

        awaited.Take("yes"u8);

        Assert.That(await ending, Is.Zero);
        Assert.That(await waiting, Is.Zero);
    }

    [Test]
    public async Task What_is_there_of_stdin_is_read_however_soon_the_message_came(CancellationToken ct)
    {
        var over = new TaskCompletionSource();
        await using var input = new HeldInput(new MemoryStream("abc"u8.ToArray()), Task.CompletedTask, over.Task);
        var buffer = new byte[2];
        Assert.That(await input.ReadAsync(buffer, ct), Is.EqualTo(2));

        over.SetResult();

        Assert.That(await input.ReadAsync(buffer, ct), Is.Zero, "one who goes on writing is not waited for");
    }

    private Awaited Of(string? text, bool once) =>
        new(new PeerOptions { Url = new Uri("ws://relay/"), Expect = text, Once = once }, _output);
}

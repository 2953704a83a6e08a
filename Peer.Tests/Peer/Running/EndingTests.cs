using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>When a conversation between two of our peers is over, and what the switches change about that.</summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EndingTests : IAsyncDisposable
{
    private readonly TestRelay _relay = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Test]
    public async Task Neither_a_terminal_nor_a_stdin_that_is_merely_held_open_keeps_the_other_end_waiting([Values] bool typed, CancellationToken ct)
    {
        await using var held = new RunningPeer(Callee(), typed: typed);
        await using var caller = new RunningPeer(Caller(), input: Text("1\n2\n"));

        Assert.That(await ReadAsync(held, ct), Is.EqualTo("1\n2\n"));
        Assert.That(await Task.WhenAll(held.Exit, caller.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task What_was_typed_is_confirmed_before_the_end_of_the_other_stdin_ends_it(CancellationToken ct)
    {
        await using var terminal = new RunningPeer(Callee(), typed: true);
        await using var caller = new RunningPeer(Caller());
        terminal.Write("typed\n");
        Assert.That(await caller.ReadToAsync("\n", ct), Is.EqualTo("typed\n"));
        caller.Write("bye\n");
        caller.CloseInput();

        Assert.That(await Task.WhenAll(terminal.Exit, caller.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task An_empty_stdin_only_listens([Values] bool typed, CancellationToken ct)
    {
        await using var listener = new RunningPeer(Callee(), input: Text(""));
        await using var caller = new RunningPeer(Caller(), typed: typed);
        caller.Write("first\n");
        Assert.That(await listener.ReadToAsync("\n", ct), Is.EqualTo("first\n"));
        caller.Write("second\n");
        caller.CloseInput();

        Assert.That(await ReadAsync(listener, ct), Is.EqualTo("second\n"));
        Assert.That(await Task.WhenAll(listener.Exit, caller.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task A_peer_that_only_receives_does_not_read_its_stdin(CancellationToken ct)
    {
        await using var receiver = new RunningPeer(Caller() with { ReceiveOnly = true }, input: new FailingStream(new IOException("read")));
        await using var sender = new RunningPeer(Callee(), input: Text("all of it"));

        Assert.That(await ReadAsync(receiver, ct), Is.EqualTo("all of it"));
        Assert.That(await Task.WhenAll(receiver.Exit, sender.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task A_peer_that_only_sends_ends_when_all_is_confirmed_and_who_had_something_to_say_to_it_knows(
        [Values] bool speaks, CancellationToken ct)
    {
        await using var receiver = new RunningPeer(Callee());
        if (speaks) receiver.Write("into nothing\n");
        await using var sender = new RunningPeer(Caller() with { SendOnly = true }, input: Text("one\n"));

        Assert.That(await ReadAsync(receiver, ct), Is.EqualTo("one\n"));
        Assert.That(await sender.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
        Assert.That(await receiver.Exit.WaitAsync(ct), Is.EqualTo(speaks ? ExitCode.NotTaken : ExitCode.Done));
        Assert.That(await ReadAsync(sender, ct), Is.Empty);
    }

    [Test]
    public async Task Two_that_only_send_have_nobody_who_takes_it(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Callee() with { SendOnly = true });
        await using var caller = new RunningPeer(Caller() with { SendOnly = true }, input: Text("one\n"));

        Assert.That(await Task.WhenAll(callee.Exit, caller.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.NotTaken));
    }

    [Test]
    public async Task Draining_waits_for_the_end_of_a_terminal(CancellationToken ct)
    {
        await using var terminal = new RunningPeer(Callee(), typed: true);
        await using var caller = new RunningPeer(Caller() with { Drain = true }, input: Text("question\n"));
        Assert.That(await terminal.ReadToAsync("\n", ct), Is.EqualTo("question\n"));
        terminal.Write("answer\n");
        Assert.That(await caller.ReadToAsync("\n", ct), Is.EqualTo("answer\n"));
        terminal.Write("and more\n");
        terminal.CloseInput();

        Assert.That(await ReadAsync(caller, ct), Is.EqualTo("and more\n"));
        Assert.That(await Task.WhenAll(terminal.Exit, caller.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task A_callee_that_keeps_on_takes_one_caller_after_the_other(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Callee() with { Keep = true });
        foreach (var text in new[] { "one\n", "two\n", "three\n" })
        {
            await using var caller = new RunningPeer(Caller(), input: Text(text));
            Assert.That(await callee.ReadToAsync("\n", ct), Is.EqualTo(text));
            Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
        }

        Assert.That(callee.Exit.IsCompleted, Is.False);
        callee.Interrupt(ExitCode.Interrupted);
        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Interrupted));
    }

    [Test]
    public async Task A_caller_that_keeps_on_takes_one_callee_after_the_other(CancellationToken ct)
    {
        await using var caller = new RunningPeer(Caller() with { Keep = true, ReceiveOnly = true });
        foreach (var text in new[] { "one\n", "two\n" })
        {
            await using var callee = new RunningPeer(Callee(), input: Text(text));
            Assert.That(await caller.ReadToAsync("\n", ct), Is.EqualTo(text));
            Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
        }

        Assert.That(caller.Exit.IsCompleted, Is.False);
    }

    [Test]
    public async Task Records_that_NUL_ends_go_as_they_are_and_to_other_programs_as_messages(CancellationToken ct)
    {
        await using var other = new OtherPeer();
        await other.JoinAsync(_relay.Url("/other"), ct);
        await using var plain = new RunningPeer(Caller("/other") with { NullSeparated = true }, input: Text("a\nb\0\0c"));
        var channel = await other.Incoming.Reader.ReadAsync(ct);
        var messages = new List<string>();
        await foreach (var message in channel.ReadAllAsync(ct)) messages.Add(message.Text);
        await using var callee = new RunningPeer(Callee() with { NullSeparated = true });
        await using var caller = new RunningPeer(Caller() with { NullSeparated = true }, input: Text("a\nb\0\0c"));

        Assert.That(messages, Is.EqualTo(new[] { "a\nb", "", "c" }));
        Assert.That(await ReadAsync(callee, ct), Is.EqualTo("a\nb\0\0c"));
    }

    [Test]
    public async Task Bytes_that_are_no_text_arrive_as_they_are_without_any_switch(CancellationToken ct)
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        await using var callee = new RunningPeer(Callee(), input: new MemoryStream(bytes));
        await using var caller = new RunningPeer(Caller(), input: new MemoryStream(bytes));
        var received = await Task.WhenAll(callee.ReadToEndAsync(ct), caller.ReadToEndAsync(ct));

        Assert.That(received.All(all => all.AsSpan().SequenceEqual(bytes)));
        Assert.That(await Task.WhenAll(callee.Exit, caller.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<string> ReadAsync(RunningPeer peer, CancellationToken ct) =>
        Encoding.UTF8.GetString(await peer.ReadToEndAsync(ct));

    private PeerOptions Caller(string room = "/") => new() { Url = _relay.Url(room), Caller = true };

    private PeerOptions Callee() => new() { Url = _relay.Url() };
}

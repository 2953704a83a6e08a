using System.Globalization;
using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>Runs of the program with one caller and several callees.</summary>
[CancelAfter(60_000)]
public sealed class ManyPeersTests : IAsyncDisposable
{
    private readonly TestRelay _relay = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Test]
    public async Task Lines_go_to_all_and_theirs_can_be_told_apart(CancellationToken ct)
    {
        await using var first = new RunningPeer(Callee());
        await using var second = new RunningPeer(Callee());
        await using var caller = new RunningPeer(Caller() with { Peers = 2, Prefix = true });
        caller.Write("one\ntwo\n");
        Assert.That(await first.ReadToAsync("two\n", ct), Is.EqualTo("one\ntwo\n"));
        Assert.That(await second.ReadToAsync("two\n", ct), Is.EqualTo("one\ntwo\n"));
        first.Write("same\n");
        var fromFirst = await caller.ReadToAsync("\n", ct);
        second.Write("same\n");
        var fromSecond = await caller.ReadToAsync("\n", ct);

        Assert.That(fromFirst, Does.Match("^[0-9a-f]{8}: same\n$"));
        Assert.That(fromSecond, Does.Match("^[0-9a-f]{8}: same\n$").And.Not.EqualTo(fromFirst));
        Assert.That(caller.Log.Lines, Has.Some.Contains($", with \"{fromFirst[..8]}\""));
        caller.CloseInput();
        first.CloseInput();
        second.CloseInput();
        Assert.That(await Task.WhenAll(caller.Exit, first.Exit, second.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Into_a_pipe_lines_go_as_they_are_and_on_a_terminal_they_have_names_once_there_are_several(
        [Values] bool terminal, CancellationToken ct)
    {
        await using var caller = new RunningPeer(Caller(), terminal);
        await using var first = new RunningPeer(Callee());
        first.Write("alone\n");
        Assert.That(await caller.ReadToAsync("\n", ct), Is.EqualTo("alone\n"));
        await using var second = new RunningPeer(Callee());
        second.Write("with another\n");

        Assert.That(await caller.ReadToAsync("\n", ct), Does.Match(terminal ? "^[0-9a-f]{8}: with another\n$" : "^with another\n$"));
    }

    [Test]
    public async Task One_that_leaves_does_not_end_the_conversation_of_the_others_and_the_last_one_does(CancellationToken ct)
    {
        await using var caller = new RunningPeer(Caller());
        await using var first = new RunningPeer(Callee());
        await caller.Log.WaitForAsync("channel open", ct);
        await using var second = new RunningPeer(Callee());
        await caller.Log.WaitForTimesAsync("channel open", 2, ct);
        first.Write("enough\n");
        first.CloseInput();
        Assert.That(await caller.ReadToAsync("\n", ct), Is.EqualTo("enough\n"));
        Assert.That(await first.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
        await caller.Log.WaitForAsync("has left", ct);

        caller.Write("still here\n");
        Assert.That(await second.ReadToAsync("\n", ct), Is.EqualTo("still here\n"));
        await using var late = new RunningPeer(Callee());
        await caller.Log.WaitForTimesAsync("channel open", 3, ct);
        second.CloseInput();
        late.Write("bye");
        late.CloseInput();
        caller.CloseInput();
        Assert.That(Encoding.UTF8.GetString(await caller.ReadToEndAsync(ct)), Is.EqualTo("bye\n"));
        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task One_that_is_lost_is_named_and_the_exit_code_says_so_in_the_end(CancellationToken ct)
    {
        await using var other = new OtherPeer { PassesForOurs = true };
        await other.JoinAsync(_relay.Url(), ct);
        await using var caller = new RunningPeer(Caller());
        await other.Incoming.Reader.ReadAsync(ct);
        await using var callee = new RunningPeer(Callee());
        await caller.Log.WaitForTimesAsync("channel open", 2, ct);
        await other.Connection.CloseAsync();
        await caller.Log.WaitForAsync("connection to \"other\" lost", ct);
        caller.Write("goes on\n");
        caller.CloseInput();

        Assert.That(Encoding.UTF8.GetString(await callee.ReadToEndAsync(ct)), Is.EqualTo("goes on\n"));
        Assert.That(await callee.Exit, Is.EqualTo(ExitCode.Done));
        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.ConnectionLost));
    }

    [Test]
    public async Task One_that_takes_nothing_does_not_hold_up_the_others_for_ever(CancellationToken ct)
    {
        var lines = string.Concat(Enumerable.Range(1, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i:d500}\n")));
        await using var other = new OtherPeer { PassesForOurs = true };
        await other.JoinAsync(_relay.Url(), ct);
        await using var caller = new RunningPeer(
            Caller() with { Peers = 2, Patience = TimeSpan.FromMilliseconds(500) }, input: new MemoryStream(Encoding.UTF8.GetBytes(lines)));
        await other.Incoming.Reader.ReadAsync(ct);
        await using var callee = new RunningPeer(Callee());

        Assert.That(Encoding.UTF8.GetString(await callee.ReadToEndAsync(ct)) == lines, $"the others lose nothing: {string.Join('\n', caller.Log.Lines)}");
        Assert.That(await callee.Exit, Is.EqualTo(ExitCode.Done));
        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.ConnectionLost));
        Assert.That(caller.Log.Lines, Has.Some.Contains("\"other\" has taken nothing for 0.5 s"));
    }

    [Test]
    public async Task The_end_of_an_input_that_was_there_before_all_callees_were_reaches_all(CancellationToken ct)
    {
        await using var caller = new RunningPeer(Caller() with { Peers = 3 }, input: new MemoryStream("early\nlast"u8.ToArray()));
        var callees = Enumerable.Range(0, 3).Select(_ => new RunningPeer(Callee())).ToList();
        foreach (var callee in callees)
        {
            Assert.That(Encoding.UTF8.GetString(await callee.ReadToEndAsync(ct)), Is.EqualTo("early\nlast"));
            Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
            await callee.DisposeAsync();
        }

        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Fewer_callees_than_were_asked_for_are_too_few(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Callee());
        await using var caller = new RunningPeer(Caller() with { Peers = 2, Timeout = TimeSpan.FromSeconds(2) });

        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NoPeer));
        Assert.That(caller.Log.Lines, Has.Some.Contains("only 1 of 2 peers took part within 2 s"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Bytes_and_a_caller_for_one_stay_between_two(bool binary, CancellationToken ct)
    {
        var options = Caller() with { Binary = binary, Peers = binary ? null : 1 };
        await using var first = new RunningPeer(Callee() with { Binary = binary });
        await using var caller = new RunningPeer(options);
        await caller.Log.WaitForAsync("channel open", ct);
        await using var second = new RunningPeer(Callee() with { Timeout = TimeSpan.FromSeconds(1) });
        Assert.That(await second.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NoPeer));
        caller.CloseInput();
        first.CloseInput();

        Assert.That(await Task.WhenAll(caller.Exit, first.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task An_interrupted_caller_closes_all_in_good_order(CancellationToken ct)
    {
        await using var first = new RunningPeer(Callee());
        await using var second = new RunningPeer(Callee());
        await using var caller = new RunningPeer(Caller() with { Peers = 2 });
        await first.Log.WaitForAsync("channel open", ct);
        await second.Log.WaitForAsync("channel open", ct);
        first.Write("one\n");
        second.Write("two\n");
        await caller.ReadToAsync("\n", ct);
        await caller.ReadToAsync("\n", ct);
        caller.Interrupt(ExitCode.Interrupted);

        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(await Task.WhenAll(first.Exit, second.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Incomplete));
    }

    [Test]
    public async Task A_caller_interrupted_while_it_waits_for_more_closes_those_it_has_in_good_order(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Callee());
        await using var caller = new RunningPeer(Caller() with { Peers = 2 });
        await callee.Log.WaitForAsync("channel open", ct);
        caller.Interrupt(ExitCode.Interrupted);

        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
    }

    private PeerOptions Caller() => new() { Url = _relay.Url(), Caller = true };

    private PeerOptions Callee() => new() { Url = _relay.Url() };
}

using System.Text.Json;
using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>The peer as part of a script.</summary>
[CancelAfter(90_000)]
public class ScriptingTests
{
    [Test]
    public async Task Events_tell_the_whole_course_on_stdout_and_stderr_may_be_quiet(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var callee = Programs.Peer("callee", "--url", url, "--json", "-q");
        await using var caller = Programs.Peer("caller", "--url", url, "--caller");
        await callee.WaitForOutputAsync("\"connected\"", ct);

        await caller.WriteAsync("hello\n你好\n", ct);
        caller.CloseInput();
        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await callee.AssertExitAsync((int)ExitCode.Done, ct);

        var events = callee.Output.Text.TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.That(
            events.Select(e => e.GetProperty("event").GetString()),
            Is.EqualTo(new[] { "joined", "open", "connected", "message", "message", "closed" }));
        Assert.That(events[1].GetProperty("channel").GetString(), Is.EqualTo("chat"));
        Assert.That(events[2].GetProperty("path").GetString(), Is.EqualTo("direct, in one network"));
        Assert.That(events[4].GetProperty("text").GetString(), Is.EqualTo("你好"));
        Assert.That(events[4].GetProperty("peer").GetString(), Is.EqualTo(events[1].GetProperty("peer").GetString()));
        Assert.That(events[5].GetProperty("exitCode").GetInt32(), Is.Zero);
        Assert.That(callee.Error.Text, Is.Empty);
    }

    [Test]
    public async Task A_failure_is_the_last_event(CancellationToken ct)
    {
        await using var peer = Programs.Peer("peer", "--url", "ws://127.0.0.1:9/", "--timeout", "0.2", "--json");

        await peer.AssertExitAsync((int)ExitCode.RelayUnreachable, ct);
        Assert.That(peer.Output.Text, Does.Match("(?s)\"event\":\"error\".*\n[^\n]*\"event\":\"closed\"[^\n]*\"exitCode\":3[^\n]*\n$"));
    }

    [Test]
    public async Task An_expected_answer_ends_both_with_0_although_stdin_has_ended_before(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var asks = Programs.Peer("asks", "--url", url, "--caller", "--expect", "pong");
        await using var answers = Programs.Peer("answers", "--url", url);
        await asks.WriteAsync("ping\n", ct);
        asks.CloseInput();
        await answers.WaitForOutputAsync("^ping$", ct);

        await answers.WriteAsync("wait\nping pong\n", ct);
        answers.CloseInput();

        await asks.AssertExitAsync((int)ExitCode.Done, ct);
        await answers.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(asks.Output.Text, Is.EqualTo("wait\nping pong\n"));
    }

    [Test]
    public async Task One_whose_message_did_not_come_says_so_and_not_that_its_own_was_not_taken(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct, "--once");

        await pair.Caller.WriteAsync("one\n", ct);

        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Caller.AssertExitAsync((int)ExitCode.NotExpected, ct);
        Assert.That(pair.Caller.Error.Text, Does.Not.Contain("error"));
    }

    [Test]
    public async Task Once_leaves_after_one_message_and_says_that_the_next_was_not_taken(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct, "--once");

        await pair.Caller.WriteAsync("one\ntwo\n", ct);

        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(pair.Callee.Output.Text, Is.EqualTo("one\n"));
        await pair.Caller.AssertExitAsync((int)ExitCode.NotTaken, ct);
    }
}

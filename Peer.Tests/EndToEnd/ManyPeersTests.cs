using System.Globalization;
using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>One caller and several callees in a room, as processes.</summary>
[CancelAfter(90_000)]
public class ManyPeersTests
{
    [Test]
    public async Task One_caller_and_three_callees_have_all_lines_everywhere(CancellationToken ct)
    {
        var lines = string.Concat(Enumerable.Range(1, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}\n")));
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var caller = Programs.Peer("caller", "--caller", "--url", url, "--peers", "3", "--prefix");
        await using var first = Programs.Peer("first", "--url", url);
        await using var second = Programs.Peer("second", "--url", url);
        await using var third = Programs.Peer("third", "--url", url);
        foreach (var callee in new[] { first, second, third })
        {
            await callee.WaitForErrorAsync("channel open", ct);
            await callee.WriteAsync("a line back\n", ct);
        }

        await caller.WaitForOutputAsync(@"\A(\w{8}: a line back\n){3}\z", ct);
        Assert.That(caller.Output.Text.Split('\n').Distinct().Count(), Is.EqualTo(4), "three names, and the end");
        await caller.WriteAsync(lines, ct);
        caller.CloseInput();

        foreach (var callee in new[] { first, second, third }) callee.CloseInput();
        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        foreach (var callee in new[] { first, second, third })
        {
            await callee.AssertExitAsync((int)ExitCode.Done, ct);
            Assert.That(callee.Output.Text == lines, $"{lines.Length} bytes sent, {callee.Output.Bytes.Length} received");
        }
    }

    [Test]
    public async Task A_callee_that_is_killed_and_one_that_comes_late_leave_the_others_whole(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct, "--path-timeout", "8");
        await using var killed = Programs.Peer("killed", "--url", pair.Url);
        var name = (await pair.Caller.WaitForErrorAsync(@"\A[\s\S]*channel open[\s\S]*channel open \(chat\), with (\w+)", ct)).Groups[1].Value;
        await killed.WaitForErrorAsync("channel open", ct);
        await pair.Caller.WriteAsync("to two\n", ct);
        await killed.WaitForOutputAsync("^to two$", ct);
        killed.Kill();

        await using var late = Programs.Peer("late", "--url", pair.Url);
        await pair.Caller.WaitForErrorAsync(@"\A([\s\S]*channel open){3}", ct);
        await pair.Caller.WriteAsync("to two again\n", ct);
        await late.WaitForOutputAsync("^to two again$", ct);
        pair.Caller.CloseInput();

        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        await late.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Caller.AssertExitAsync((int)ExitCode.ConnectionLost, ct);
        Assert.That(pair.Callee.Output.Text, Is.EqualTo("to two\nto two again\n"));
        Assert.That(late.Output.Text, Is.EqualTo("to two again\n"));
        Assert.That(pair.Caller.Error.Text, Does.Contain($"connection to {name} lost"));
    }
}

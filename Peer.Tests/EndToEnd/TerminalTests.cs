using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>The peer at a terminal, which the program <c>script</c> makes and connects with our pipes.</summary>
[CancelAfter(90_000)]
public class TerminalTests
{
    [Test]
    public async Task Incoming_lines_do_not_tear_the_one_that_is_being_typed(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var terminal = AtTerminal("xterm", url);
        await using var other = Programs.Peer("other", "--caller", "--url", url);
        await terminal.WaitForOutputAsync("LAN.*> ", ct);
        await other.WaitForErrorAsync("channel open", ct);

        await terminal.WriteAsync("half", ct);
        await terminal.WaitForOutputAsync("> half", ct);
        await other.WriteAsync("incoming 你好 \u001b[2J\n", ct);
        await terminal.WaitForOutputAsync(@"\r +\rincoming 你好 \^\[\[2J\r?\n\r.*> half", ct);
        await terminal.WriteAsync(" 一二\u007f行\rpasted 1\rpasted 2\r", ct);
        await other.WaitForOutputAsync("^half 一行\npasted 1\npasted 2$", ct);
        await terminal.WriteAsync("\u0004", ct);
        other.CloseInput();

        await other.AssertExitAsync((int)ExitCode.Done, ct);
        await terminal.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(terminal.Output.Text, Does.Not.Contain("\u001b[2J"));
        Assert.That(terminal.Output.Text, Does.Match(@"\r +\rchannel closed\r?\n"));
    }

    [Test]
    public async Task A_dumb_terminal_edits_lines_itself(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var terminal = AtTerminal("dumb", url);
        await using var other = Programs.Peer("other", "--caller", "--url", url);
        await terminal.WaitForOutputAsync("connected", ct);

        await terminal.WriteAsync("typed\n", ct);
        await other.WaitForOutputAsync("^typed$", ct);
        await other.WriteAsync("incoming\n", ct);
        other.CloseInput();

        await other.AssertExitAsync((int)ExitCode.Done, ct);
        await terminal.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(terminal.Output.Text, Does.Match(@"(?m)^incoming\r?$").And.Not.Contain("> ").And.Not.Contain('\u001b'));
    }

    private static ProgramRun AtTerminal(string kind, string url)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("script takes other options on other systems");
        }

        return ProgramRun.Start(
            "terminal", Requires.Program("script"), ["-qefc", $"'{Repository.Program("Peer", "peer")}' --url {url}", "/dev/null"],
            new Dictionary<string, string?> { ["TERM"] = kind, ["NO_COLOR"] = "1", ["RTCPEER_SHARED"] = null });
    }
}

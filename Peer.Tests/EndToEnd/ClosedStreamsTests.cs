using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Peers that are started without some of their standard streams.</summary>
[CancelAfter(60_000)]
public class ClosedStreamsTests
{
    [Test]
    public async Task Closed_stdin_is_as_good_as_an_empty_one(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var callee = Programs.Peer("callee", "--url", url);
        await using var caller = ProgramRun.Start(
            "caller", "sh", ["-c", "exec \"$0\" \"$@\" <&-", Repository.Program("Peer", "peer"), "--caller", "--url", url]);

        await callee.WriteAsync("last\n", ct);
        callee.CloseInput();
        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That((caller.Output.Text, callee.Output.Text), Is.EqualTo(("last\n", "")));
    }
}

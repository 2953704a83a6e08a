using System.Globalization;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Two of our peers through the Python relay that exists already.</summary>
[CancelAfter(90_000)]
[Category("Interop")]
public class PeersThroughSeedRelayTests
{
    [Test]
    public async Task Our_peers_meet_through_the_Python_relay(CancellationToken ct)
    {
        var script = Requires.Shared("seed", "relay.py");
        var python = Requires.PythonWithWebsockets();
        var port = FreePorts.Next();
        await using var relay = ProgramRun.Start("relay.py", python, ["-u", script, "--port", port.ToString(CultureInfo.InvariantCulture)]);
        var url = $"ws://127.0.0.1:{port}/";
        await using var caller = Programs.Peer("caller", "--caller", "--url", url);
        await using var callee = Programs.Peer("callee", "--url", url);

        await caller.WriteAsync("through the other relay: 你好\n", ct);
        await callee.WaitForOutputAsync("^through the other relay: 你好$", ct);
        await callee.WriteAsync("and back\n", ct);
        await caller.WaitForOutputAsync("^and back$", ct);

        callee.CloseInput();
        caller.CloseInput();
        await callee.AssertExitAsync((int)ExitCode.Done, ct);
        await caller.AssertExitAsync((int)ExitCode.Done, ct);
    }
}

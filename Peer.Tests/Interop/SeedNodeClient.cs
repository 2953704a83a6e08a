using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>The Node client that exists already, on libwebrtc. A caller says <see cref="Greeting"/> after 2 s, if the
/// channel is open by then; whoever runs it hears what it receives as <see cref="ReceivedMark"/> lines.</summary>
internal static class SeedNodeClient
{
    public const string Greeting = "Hello from caller!";

    /// <summary>What stands before a received message ("message received").</summary>
    public const string ReceivedMark = "收到消息: ";

    /// <summary>What it prints when the channel is open.</summary>
    public const string OpenMark = "数据通道已打开";

    /// <summary>Runs it. It joins, and as a caller offers, at once; there is no sign of a callee's having joined.</summary>
    public static ProgramRun Start(string url, bool caller) => ProgramRun.Start(
        caller ? "node caller" : "node callee",
        Requires.Node(),
        caller ? [Requires.Shared("seed", "client.js"), "--caller"] : [Requires.Shared("seed", "client.js")],
        new Dictionary<string, string?> { ["RELAY_URL"] = url, ["NODE_PATH"] = Requires.NodeModules });

    /// <summary>Waits until a caller has said its greeting, or that the channel was not open in time for it.</summary>
    public static async Task<bool> GreetsAsync(ProgramRun node, CancellationToken cancellationToken) =>
        (await node.WaitForOutputAsync("^(发送消息|数据通道未就绪)", cancellationToken)).Value == "发送消息";

    /// <summary>The messages it has received so far.</summary>
    public static IReadOnlyList<string> Received(ProgramRun node) =>
    [
        .. node.Output.Text.Split('\n')
            .Where(line => line.StartsWith(ReceivedMark, StringComparison.Ordinal))
            .Select(line => line[ReceivedMark.Length..]),
    ];
}

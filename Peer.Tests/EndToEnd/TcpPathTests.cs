using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Two machines on one cable that lets no UDP through, without a TURN server.</summary>
[CancelAfter(60_000)]
public class TcpPathTests
{
    [Test]
    public async Task Peers_connect_over_TCP_where_UDP_is_blocked(CancellationToken ct)
    {
        using var network = new LinkedNetwork();
        network.BlockUdp();
        await using var relay = Programs.In(network.Left).Relay("--host", LinkedNetwork.LeftAddress, "--port", "0");
        var url = (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value;
        await using var callee = Programs.In(network.Left).Peer("callee", "--binary", "--url", url);
        await using var caller = Programs.In(network.Right).Peer("caller", "--binary", "--caller", "--url", url);
        await callee.WaitForErrorAsync("connected direct, in one network, over tcp: ", ct);
        await caller.WaitForErrorAsync("connected direct, in one network, over tcp: ", ct);

        var bytes = new byte[5_000_000];
        new Random(5).NextBytes(bytes);
        await caller.Input.WriteAsync(bytes, ct);
        caller.CloseInput();
        callee.CloseInput();

        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(callee.Output.Bytes.SequenceEqual(bytes), Is.True);
    }
}

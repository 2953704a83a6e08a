using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Two machines on one cable that tell each other names instead of addresses.</summary>
[CancelAfter(60_000)]
public class HiddenAddressTests
{
    [Test]
    public async Task Peers_that_hide_their_addresses_find_each_other_in_their_network(CancellationToken ct)
    {
        using var network = new LinkedNetwork();
        await using var relay = Programs.In(network.Left).Relay("--host", LinkedNetwork.LeftAddress, "--port", "0");
        var url = (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value;
        string[] hidden = ["--hide-addresses", "--interface", "eth0", "-vv", "--url", url];
        await using var callee = Programs.In(network.Left).Peer("callee", hidden);
        await using var caller = Programs.In(network.Right).Peer("caller", ["--caller", .. hidden]);

        await caller.WaitForErrorAsync(@"[0-9a-f-]{36}\.local is 10\.78\.0\.1\b", ct);
        await callee.WaitForErrorAsync(@"[0-9a-f-]{36}\.local is 10\.78\.0\.2\b", ct);
        await caller.WaitForErrorAsync(@"connected direct, in one network: 10\.78\.0\.2:\d+", ct);
        await callee.WaitForErrorAsync("channel open", ct);
        caller.CloseInput();
        callee.CloseInput();
        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await callee.AssertExitAsync((int)ExitCode.Done, ct);
    }

    [Test]
    public async Task Doctor_shows_what_would_be_told(CancellationToken ct)
    {
        using var network = new LinkedNetwork();
        await using var shown = Programs.In(network.Left).Peer("doctor", "doctor", "--no-ipv6");
        await using var hidden = Programs.In(network.Left).Peer("doctor", "doctor", "--no-ipv6", "--no-tcp", "--hide-addresses");

        await shown.WaitForOutputAsync(@"gather +1 host, 2 host over tcp \(10\.78\.0\.1\)", ct);
        await hidden.WaitForOutputAsync(@"gather +1 host \([0-9a-f-]{36}\.local\)", ct);
        await hidden.WaitForOutputAsync("ok +connect ", ct);
    }
}

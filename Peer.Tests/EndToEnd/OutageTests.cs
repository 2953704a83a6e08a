using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Bytes in both directions at once, while the relay or all of the network goes away in mid-stream.</summary>
[CancelAfter(150_000)]
public class OutageTests
{
    private const int Length = 8 * 1024 * 1024;
    private const string JoinedAgain = @"^joined [\s\S]*^joined ";

    [Test]
    public async Task A_relay_that_is_killed_and_started_again_in_mid_stream_costs_not_a_byte([Values(1, 2)] int seed, CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct, "--binary");
        var outage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = SendAllAsync(pair.Caller, pair.Callee, outage.Task, ct);
        await pair.Callee.Output.WaitForLengthAsync(new Random(seed).Next(Length / 2), ct);

        pair.Relay.Kill();
        await pair.Relay.WaitForExitAsync(ct);
        var (relay, _) = await Programs.ListeningRelayAsync(ct, new Uri(pair.Url).Port);
        await using var _ = relay;
        await pair.Caller.WaitForErrorAsync(JoinedAgain, ct);
        await pair.Callee.WaitForErrorAsync(JoinedAgain, ct);
        outage.SetResult();

        await AssertAllCameAsync(await sending, pair.Caller, pair.Callee, ct);
    }

    [Test]
    public async Task A_stream_goes_on_over_another_connection_after_an_outage_of_relay_and_network(
        [Values(1, 2)] int seed, CancellationToken ct)
    {
        using var network = new LinkedNetwork();
        var (relay, url) = await RelayAsync(network, port: 0, ct);
        string[] arguments = ["--binary", "--url", url, "--path-timeout", "1", "--resume-for", "120"];
        await using var callee = Programs.In(network.Left).Peer("callee", arguments);
        await using var caller = Programs.In(network.Right).Peer("caller", [.. arguments, "--caller"]);
        await callee.WaitForErrorAsync("channel open", ct);
        await caller.WaitForErrorAsync("channel open", ct);
        var outage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = SendAllAsync(caller, callee, outage.Task, ct);
        await callee.Output.WaitForLengthAsync(new Random(seed).Next(Length / 2), ct);

        await using (relay)
        {
            network.Unplug();
            relay.Kill();
            await relay.WaitForExitAsync(ct);
        }

        await caller.WaitForErrorAsync("waiting for another to the same peer", ct);
        await callee.WaitForErrorAsync("waiting for another to the same peer", ct);
        var (another, _) = await RelayAsync(network, new Uri(url).Port, ct);
        await using var _ = another;
        network.Plug();
        await caller.WaitForErrorAsync("there is another connection: the stream goes on", ct);
        await callee.WaitForErrorAsync("there is another connection: the stream goes on", ct);
        outage.SetResult();

        await AssertAllCameAsync(await sending, caller, callee, ct);
    }

    private static async Task<(ProgramRun Relay, string Url)> RelayAsync(LinkedNetwork network, int port, CancellationToken ct)
    {
        var relay = Programs.In(network.Left).Relay("--host", LinkedNetwork.LeftAddress, "--port", $"{port}");
        return (relay, (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value);
    }

    /// <summary>Sends in both directions; the last half of each only after the outage, so that it comes in mid-stream.</summary>
    private static async Task<(byte[] FromCaller, byte[] FromCallee)> SendAllAsync(
        ProgramRun caller, ProgramRun callee, Task outage, CancellationToken ct)
    {
        var (fromCaller, fromCallee) = (SendHalvesAsync(caller, 1), SendHalvesAsync(callee, 2));
        return (await fromCaller, await fromCallee);

        async Task<byte[]> SendHalvesAsync(ProgramRun peer, int seed)
        {
            var bytes = new byte[Length];
            new Random(seed).NextBytes(bytes);
            await peer.Input.WriteAsync(bytes.AsMemory(0, Length / 2), ct);
            await outage.WaitAsync(ct);
            await peer.Input.WriteAsync(bytes.AsMemory(Length / 2), ct);
            peer.CloseInput();
            return bytes;
        }
    }

    private static async Task AssertAllCameAsync(
        (byte[] FromCaller, byte[] FromCallee) sent, ProgramRun caller, ProgramRun callee, CancellationToken ct)
    {
        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(callee.Output.Bytes.AsSpan().SequenceEqual(sent.FromCaller), "the bytes of the caller");
        Assert.That(caller.Output.Bytes.AsSpan().SequenceEqual(sent.FromCallee), "the bytes of the callee");
    }
}

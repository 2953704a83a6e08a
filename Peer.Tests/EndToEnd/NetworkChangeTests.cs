using System.Security.Cryptography;
using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Conversations whose network changes beneath them, in namespaces.</summary>
[CancelAfter(150_000)]
public class NetworkChangeTests
{
    [Test]
    public async Task A_transfer_survives_that_the_sender_s_interface_is_replaced_by_another([Values] bool callerSends, CancellationToken ct)
    {
        using var network = new RoutedNetwork();
        network.Plug(1);
        await using var relay = Programs.In(network.Staying).Relay("--host", RoutedNetwork.StayingAddress, "--port", "0");
        var url = (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value;
        string[] call = ["--caller"];
        await using var receiver = Programs.In(network.Staying).Peer("receiver", ["--binary", "--url", url, .. callerSends ? [] : call]);
        await using var sender = Programs.In(network.Moving).Peer("sender", ["--binary", "--url", url, .. callerSends ? call : []]);
        await sender.WaitForErrorAsync("channel open", ct);
        await receiver.WaitForErrorAsync("channel open", ct);

        var bytes = new byte[Megabytes.Or(24) * Megabytes.Size];
        new Random(77).NextBytes(bytes);
        var unplugged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = SendAsync(sender, bytes, unplugged.Task, ct);
        await receiver.Output.WaitForLengthAsync(bytes.Length / 3, ct);
        network.Unplug(1);
        unplugged.SetResult();
        await receiver.WaitForErrorAsync("connection: Disconnected", ct);
        network.Plug(2);
        await sending;

        await sender.AssertExitAsync((int)ExitCode.Done, ct);
        await receiver.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(Hash(receiver.Output.Bytes), Is.EqualTo(Hash(bytes)));
        Assert.That(sender.Error.Text, Does.Match("(?m)^the path to \"\\w+\" is now direct"));
    }

    [Test]
    public async Task Lines_wait_for_a_network_that_is_gone_until_ICE_has_given_up(CancellationToken ct)
    {
        using var network = new RoutedNetwork();
        network.Plug(1);
        await using var relay = Programs.In(network.Staying).Relay("--host", RoutedNetwork.StayingAddress, "--port", "0");
        var url = (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value;
        await using var callee = Programs.In(network.Staying).Peer("callee", "--url", url, "--path-timeout", "120", "-v");
        await using var caller = Programs.In(network.Moving).Peer("caller", "--caller", "--url", url, "--path-timeout", "120", "-v");
        await caller.WaitForErrorAsync("channel open", ct);
        await callee.WaitForErrorAsync("channel open", ct);

        network.Unplug(1);
        await caller.WriteAsync("from the caller, without a network\n", ct);
        await callee.WriteAsync("from the callee, into nothing\n", ct);
        // Consent lasts for half a minute (RFC 7675 section 5.1).
        await caller.WaitForErrorAsync("connection: Failed", ct);
        await callee.WaitForErrorAsync("connection: Failed", ct);
        network.Plug(2);

        await callee.WaitForOutputAsync("^from the caller, without a network$", ct);
        await caller.WaitForOutputAsync("^from the callee, into nothing$", ct);
        caller.CloseInput();
        callee.CloseInput();
        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await callee.AssertExitAsync((int)ExitCode.Done, ct);
    }

    /// <summary>Holds back a half until then, so that the transfer is under way however fast it goes.</summary>
    private static async Task SendAsync(ProgramRun sender, byte[] bytes, Task unplugged, CancellationToken ct)
    {
        var half = bytes.Length / 2;
        await sender.Input.WriteAsync(bytes.AsMemory(0, half), ct);
        await unplugged;
        await sender.Input.WriteAsync(bytes.AsMemory(half), ct);
        sender.CloseInput();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}

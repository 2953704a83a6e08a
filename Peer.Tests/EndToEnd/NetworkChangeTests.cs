using System.Globalization;
using System.Security.Cryptography;
using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Conversations whose network changes beneath them, in namespaces.</summary>
[CancelAfter(150_000)]
public class NetworkChangeTests
{
    private const int DefaultMegabytes = 24;
    private const int Piece = 1_000_000;

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

        var bytes = new byte[Megabytes * Piece];
        new Random(77).NextBytes(bytes);
        var sending = SendAsync(sender, bytes, ct);
        await receiver.Output.WaitForLengthAsync(bytes.Length / 3, ct);
        network.Unplug(1);
        await Task.Delay(TimeSpan.FromSeconds(2), ct);
        network.Plug(2);
        await sending;

        await sender.AssertExitAsync((int)ExitCode.Done, ct);
        await receiver.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(Hash(receiver.Output.Bytes), Is.EqualTo(Hash(bytes)));
        Assert.That(sender.Error.Text, Does.Match("(?m)^the path to \"\\w+\" is now direct"));
    }

    [Test]
    public async Task Lines_wait_for_a_network_that_is_gone_for_a_minute(CancellationToken ct)
    {
        using var network = new RoutedNetwork();
        network.Plug(1);
        await using var relay = Programs.In(network.Staying).Relay("--host", RoutedNetwork.StayingAddress, "--port", "0");
        var url = (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value;
        await using var callee = Programs.In(network.Staying).Peer("callee", "--url", url, "--path-timeout", "120");
        await using var caller = Programs.In(network.Moving).Peer("caller", "--caller", "--url", url, "--path-timeout", "120");
        await caller.WaitForErrorAsync("channel open", ct);
        await callee.WaitForErrorAsync("channel open", ct);

        network.Unplug(1);
        await caller.WriteAsync("from the caller, without a network\n", ct);
        await callee.WriteAsync("from the callee, into nothing\n", ct);
        // Longer than consent lasts (RFC 7675 section 5.1), so that ICE has given up by then.
        await Task.Delay(TimeSpan.FromSeconds(45), ct);
        network.Plug(2);

        await callee.WaitForOutputAsync("^from the caller, without a network$", ct);
        await caller.WaitForOutputAsync("^from the callee, into nothing$", ct);
        caller.CloseInput();
        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await callee.AssertExitAsync((int)ExitCode.Done, ct);
    }

    /// <summary>How much is carried; RTCPEER_MEGABYTES sets it.</summary>
    private static int Megabytes =>
        int.TryParse(Environment.GetEnvironmentVariable("RTCPEER_MEGABYTES"), CultureInfo.InvariantCulture, out var megabytes)
            ? megabytes
            : DefaultMegabytes;

    /// <summary>Holds back a part, so that the transfer is under way however fast it goes.</summary>
    private static async Task SendAsync(ProgramRun sender, byte[] bytes, CancellationToken ct)
    {
        var half = bytes.Length / 2;
        await sender.Input.WriteAsync(bytes.AsMemory(0, half), ct);
        for (var at = half; at < bytes.Length; at += Piece)
        {
            await Task.Delay(TimeSpan.FromSeconds(5) / (half / Piece), ct);
            await sender.Input.WriteAsync(bytes.AsMemory(at, Math.Min(Piece, bytes.Length - at)), ct);
        }

        sender.CloseInput();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}

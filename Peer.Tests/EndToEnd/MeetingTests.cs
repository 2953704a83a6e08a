using System.Net.WebSockets;
using System.Runtime.InteropServices;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>How peers find each other, or do not.</summary>
[CancelAfter(90_000)]
public class MeetingTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Peers_may_start_in_any_order(bool callerFirst, CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var first = Programs.Peer("first", Arguments(url, callerFirst));
        await first.WaitForErrorAsync("joined", ct);

        await using var second = Programs.Peer("second", Arguments(url, !callerFirst));

        await first.WaitForErrorAsync("channel open", ct);
        await second.WaitForErrorAsync("channel open", ct);
    }

    [Test]
    public async Task Peers_may_start_before_the_relay(CancellationToken ct)
    {
        var port = FreePorts.Next();
        var url = $"ws://localhost:{port}/";
        await using var caller = Programs.Peer("caller", "--caller", "--url", url);
        await using var callee = Programs.Peer("callee", "--url", url);

        var (relay, _) = await Programs.ListeningRelayAsync(ct, port);
        await using var __ = relay;

        await caller.WaitForErrorAsync("channel open", ct);
        await callee.WaitForErrorAsync("channel open", ct);
    }

    [Test]
    public async Task A_relay_that_restarts_before_the_other_peer_comes_is_joined_again(CancellationToken ct)
    {
        var port = FreePorts.Next();
        var (first, url) = await Programs.ListeningRelayAsync(ct, port);
        await using var callee = Programs.Peer("callee", "--url", url);
        await callee.WaitForErrorAsync("joined", ct);
        await first.DisposeAsync();

        var (relay, _) = await Programs.ListeningRelayAsync(ct, port);
        await using var __ = relay;
        await using var caller = Programs.Peer("caller", "--caller", "--url", url);

        await caller.WaitForErrorAsync("channel open", ct);
        await callee.WaitForErrorAsync("channel open", ct);
    }

    [Test]
    public async Task Pairs_in_two_rooms_of_one_relay_do_not_meet(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct, "--room", "one room");
        await using var otherCaller = Programs.Peer("other caller", "--caller", "--url", pair.Url, "--room", "another/room");
        await using var otherCallee = Programs.Peer("other callee", "--url", pair.Url, "--room", "another/room");
        await otherCallee.WaitForErrorAsync("channel open", ct);

        await otherCaller.WriteAsync("for the other room\n", ct);

        await otherCallee.WaitForOutputAsync("^for the other room$", ct);
        await pair.AssertTalksAsync("undisturbed", ct);
        Assert.That(pair.Callee.Output.Text, Is.EqualTo("undisturbed from the caller\n"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_third_peer_in_the_room_of_two_that_are_connected_breaks_nothing(bool thirdIsCaller, CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct, "--peers", "1");
        await using var third = Programs.Peer("third", [.. Arguments(pair.Url, thirdIsCaller), "--timeout", "6"]);
        await third.WaitForErrorAsync("joined", ct);
        await pair.AssertTalksAsync("with a third", ct);

        await third.AssertExitAsync((int)ExitCode.NoPeer, ct);
        await pair.AssertTalksAsync("without it", ct);
        pair.Caller.CloseInput();
        pair.Callee.CloseInput();
        await pair.Caller.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
    }

    [Test]
    public async Task Junk_on_the_signalling_socket_is_survived(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        using var vandal = new ClientWebSocket();
        await using var callee = Programs.Peer("callee", "--url", url);
        await callee.WaitForErrorAsync("joined", ct);
        await vandal.ConnectAsync(new Uri(url), ct);
        string[] junk =
        [
            "", "{", "null", "[]", "\"text\"", "1e999", "{}", """{"uuid":7}""", """{"uuid":"v"}""", """{"uuid":"v","sdp":7}""",
            """{"uuid":"v","sdp":{}}""", """{"uuid":"v","sdp":{"type":"offer"}}""", """{"uuid":"v","sdp":{"type":"offer","sdp":"nonsense"}}""",
            """{"uuid":"v","sdp":{"type":"answer","sdp":"v=0\r\n"}}""", """{"uuid":"v","sdp":{"type":"rollback","sdp":""}}""",
            """{"uuid":"v","ice":null}""", """{"uuid":"v","ice":{"candidate":"nonsense","sdpMid":"0"}}""", """{"uuid":"v","ice":{"candidate":7}}""",
            """{"uuid":null,"hello":{}}""", new string('[', 10_000), new string('x', 250_000),
        ];
        foreach (var text in junk)
        {
            await vandal.SendTextAsync(text, ct);
        }

        await vandal.SendAsync(new byte[1000], WebSocketMessageType.Binary, endOfMessage: true, ct);
        await using var caller = Programs.Peer("caller", "--caller", "--url", url);

        await caller.WaitForErrorAsync("channel open", ct);
        await callee.WaitForErrorAsync("channel open", ct);
        await vandal.SendTextAsync("{", ct);
        await caller.WriteAsync("still well\n", ct);
        await callee.WaitForOutputAsync("^still well$", ct);
    }

    [Test]
    public async Task A_relay_that_is_not_there_has_an_exit_code_of_its_own(CancellationToken ct)
    {
        await using var peer = Programs.Peer("peer", "--url", $"ws://localhost:{FreePorts.Next()}/", "--timeout", "1");
        await peer.AssertExitAsync((int)ExitCode.RelayUnreachable, ct);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nobody_to_talk_to_has_an_exit_code_of_its_own(bool caller, CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var peer = Programs.Peer("peer", [.. Arguments(url, caller), "--timeout", "6"]);
        await peer.AssertExitAsync((int)ExitCode.NoPeer, ct);
    }

    [TestCase(PosixSignal.SIGINT, (int)ExitCode.Interrupted)]
    [TestCase(PosixSignal.SIGTERM, (int)ExitCode.Terminated)]
    public async Task A_signal_while_waiting_ends_it_with_its_code(PosixSignal signal, int code, CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var peer = Programs.Peer("peer", "--url", url);
        await peer.WaitForErrorAsync("joined", ct);
        peer.Signal(signal);
        await peer.AssertExitAsync(code, ct);
    }

    private static string[] Arguments(string url, bool caller) => caller ? ["--caller", "--url", url] : ["--url", url];
}

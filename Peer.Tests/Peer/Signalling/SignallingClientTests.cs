using System.Net.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

public sealed class SignallingClientTests : IDisposable
{
    private static readonly SignallingMessage Hello = new SignallingMessage.Hello("u", null, PeerRole.Callee);

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    public void Dispose() => _limit.Dispose();

    [Test]
    public async Task Joins_the_room_and_speaks_and_listens_there()
    {
        await using var relay = new TestRelay(FreePorts.Next());
        await using var client = Connect(new Uri(relay.Url, "/my%20room?key=1"));
        var (path, socket) = await relay.NextAsync(_limit.Token);
        Assert.That(path, Is.EqualTo("/my%20room?key=1"));
        Assert.That(await NextAsync(client), Is.InstanceOf<SignallingEvent.Joined>());

        client.Send(Hello);
        Assert.That(await TestRelay.HearAsync(socket, _limit.Token), Is.EqualTo("""{"uuid":"u","hello":{"role":"callee"}}"""));
        await TestRelay.SayAsync(socket, """{"uuid":"x","hello":{}}""", _limit.Token);
        Assert.That(await NextAsync(client), Is.EqualTo(HelloOf("x")));
    }

    [Test]
    public async Task Waits_for_a_relay_that_is_not_up_yet()
    {
        var port = FreePorts.Next();
        await using var client = Connect(new Uri($"ws://127.0.0.1:{port}/"));
        while (client.Problem is null)
        {
            await Task.Yield();
            _limit.Token.ThrowIfCancellationRequested();
        }

        Assert.That(client.Problem, Is.EqualTo("connection refused"));
        await using var relay = new TestRelay(port);
        Assert.That(await NextAsync(client), Is.InstanceOf<SignallingEvent.Joined>());
    }

    [Test]
    public async Task Joins_again_when_the_relay_went_away_and_came_back([Values] bool inGoodOrder)
    {
        var port = FreePorts.Next();
        var first = new TestRelay(port);
        await using var client = Connect(first.Url);
        var (_, socket) = await first.NextAsync(_limit.Token);
        Assert.That(await NextAsync(client), Is.InstanceOf<SignallingEvent.Joined>());
        if (inGoodOrder)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "restart", _limit.Token);
        }

        await first.DisposeAsync();
        client.Send(Hello);
        await using var second = new TestRelay(port);
        var (_, again) = await second.NextAsync(_limit.Token);
        Assert.That(await NextAsync(client), Is.InstanceOf<SignallingEvent.Joined>());
        client.Send(Hello);
        Assert.That(await TestRelay.HearAsync(again, _limit.Token), Does.Contain("hello"));
    }

    [Test]
    public async Task Survives_junk_of_every_kind_and_hears_what_follows_it()
    {
        await using var relay = new TestRelay(FreePorts.Next());
        await using var client = Connect(relay.Url);
        var (_, socket) = await relay.NextAsync(_limit.Token);
        Assert.That(await NextAsync(client), Is.InstanceOf<SignallingEvent.Joined>());

        await TestRelay.SayAsync(socket, "", _limit.Token);
        await TestRelay.SayAsync(socket, "no JSON", _limit.Token);
        await TestRelay.SayAsync(socket, """{"uuid":[],"ice":7}""", _limit.Token);
        await TestRelay.SayAsync(socket, """{"uuid":"x","hello":{"pad":""" + "\"" + new string(' ', 300_000) + "\"}}", _limit.Token);
        await socket.SendAsync(
            """{"uuid":"x","hello":{}}"""u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, _limit.Token);
        await TestRelay.SayAsync(socket, """{"uuid":"the","hello":{}}""", _limit.Token);

        Assert.That(await NextAsync(client), Is.EqualTo(HelloOf("the")));
    }

    [Test]
    public async Task A_message_is_heard_up_to_the_limit_and_in_any_number_of_fragments()
    {
        await using var relay = new TestRelay(FreePorts.Next());
        await using var client = Connect(relay.Url);
        var (_, socket) = await relay.NextAsync(_limit.Token);
        Assert.That(await NextAsync(client), Is.InstanceOf<SignallingEvent.Joined>());

        const string Start = """{"uuid":"x","hello":{},"pad":""" + "\"";
        var json = Start + new string(' ', SignallingWire.MaxMessageBytes - Start.Length - 2) + "\"}";
        await TestRelay.SayAsync(socket, json, _limit.Token);
        Assert.That(await NextAsync(client), Is.EqualTo(HelloOf("x")));

        var small = """{"uuid":"y","hello":{}}"""u8.ToArray();
        for (var i = 0; i < small.Length; i++)
        {
            await socket.SendAsync(
                small.AsMemory(i, 1), WebSocketMessageType.Text, endOfMessage: i == small.Length - 1, _limit.Token);
        }

        Assert.That(await NextAsync(client), Is.EqualTo(HelloOf("y")));
    }

    [Test]
    public async Task Takes_its_leave_when_it_ends_and_still_sends_what_was_said_before()
    {
        await using var relay = new TestRelay(FreePorts.Next());
        var client = Connect(relay.Url);
        var (_, socket) = await relay.NextAsync(_limit.Token);
        Assert.That(await NextAsync(client), Is.InstanceOf<SignallingEvent.Joined>());
        client.Send(Hello);
        var ending = client.DisposeAsync();

        Assert.That(await TestRelay.HearAsync(socket, _limit.Token), Does.Contain("hello"));
        Assert.That(await TestRelay.HearAsync(socket, _limit.Token), Is.Null);
        Assert.That(socket.CloseStatus, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _limit.Token);
        await ending;
        Assert.That(client.Events.Completion.IsCompleted);
    }

    [Test]
    public async Task Ends_at_once_while_there_is_no_relay()
    {
        var client = Connect(new Uri($"ws://127.0.0.1:{FreePorts.Next()}/"));
        client.Send(Hello);
        await client.DisposeAsync();
        Assert.That(client.Events.Completion.IsCompleted);
    }

    private static SignallingEvent.Received HelloOf(string uuid) =>
        new(new SignallingMessage.Hello(uuid, null, null));

    private static SignallingClient Connect(Uri url) => new(url, NullLogger.Instance);

    private async Task<SignallingEvent> NextAsync(SignallingClient client) => await client.Events.ReadAsync(_limit.Token);
}

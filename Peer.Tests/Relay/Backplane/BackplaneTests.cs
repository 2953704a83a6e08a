using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Interop;
using RtcPeer.Relay;

namespace RtcPeer.Peer.Tests.Relay.Backplane;

/// <summary>Relays that share their rooms through a real RabbitMQ.</summary>
[CancelAfter(120_000)]
public class BackplaneTests : BrokerFixture
{
    [Test]
    public async Task A_message_reaches_the_clients_of_its_room_on_all_relays_and_not_its_sender(CancellationToken ct)
    {
        await using var pair = new RelayPair(await BrokerAsync(ct));
        await pair.WaitUntilLinkedAsync(ct);
        var sender = await pair.One.JoinAsync(ct, "/blue");
        var near = await pair.One.JoinAsync(ct, "/blue");
        var far = await pair.Other.JoinAsync(ct, "/blue/");
        var elsewhere = await pair.Other.JoinAsync(ct, "/red");
        var bytes = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray();

        await sender.SendTextAsync("text ♥", ct);
        await sender.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, ct);
        await sender.SendTextAsync("", ct);

        foreach (var receiver in new[] { near, far })
        {
            Assert.That(await receiver.ReceiveTextAsync(ct), Is.EqualTo("text ♥"));
            var binary = await receiver.ReceiveWholeAsync(ct);
            Assert.That(binary.Type, Is.EqualTo(WebSocketMessageType.Binary));
            Assert.That(binary.Data, Is.EqualTo(bytes));
            Assert.That(await receiver.ReceiveTextAsync(ct), Is.Empty);
        }

        // What the sender, and those of another room, hear first is what comes now.
        await far.SendTextAsync("answer", ct);
        Assert.That(await sender.ReceiveTextAsync(ct), Is.EqualTo("answer"));
        Assert.That(await near.ReceiveTextAsync(ct), Is.EqualTo("answer"));
        var alsoElsewhere = await pair.One.JoinAsync(ct, "/red");
        await alsoElsewhere.SendTextAsync("for the others", ct);
        Assert.That(await elsewhere.ReceiveTextAsync(ct), Is.EqualTo("for the others"));
    }

    [Test]
    public async Task Messages_of_each_sender_arrive_in_order(CancellationToken ct)
    {
        const int count = 500;
        await using var pair = new RelayPair(await BrokerAsync(ct), new RelayOptions { QueueMessages = 10_000 });
        await pair.WaitUntilLinkedAsync(ct);
        var receiver = await pair.Other.JoinAsync(ct);
        var senders = new[] { await pair.One.JoinAsync(ct), await pair.One.JoinAsync(ct), await pair.Other.JoinAsync(ct) };

        var sending = senders.Select((sender, s) => SendNumbersAsync(sender, s, 0, count, ct)).ToArray();

        await ReceiveNumbersAsync(receiver, new int[senders.Length], count * senders.Length, ct);
        await Task.WhenAll(sending);
    }

    [Test]
    public async Task What_is_sent_while_the_broker_is_killed_and_started_again_arrives_once_and_in_order(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var pair = new RelayPair(broker, new RelayOptions { QueueMessages = 10_000, MaxMessagesPerSecond = 0 });
        await pair.WaitUntilLinkedAsync(ct);
        var (a, b) = (await pair.One.JoinAsync(ct), await pair.Other.JoinAsync(ct));
        using var stop = new CancellationTokenSource();
        var fromA = SendNumbersUntilAsync(a, 0, stop.Token, ct);
        var fromB = SendNumbersUntilAsync(b, 1, stop.Token, ct);
        var (next, back) = (new int[2], new int[2]);
        await ReceiveNumbersAsync(b, next, 20, ct);

        await broker.KillAsync();
        await pair.One.Log.WaitForAsync("is down", ct);
        await pair.Other.Log.WaitForAsync("is down", ct);
        Assert.That(await RelayPair.ReadinessAsync(pair.One, ct), Is.EqualTo("ready\nbackplane: down\n"));
        Assert.That(await RelayPair.MetricsAsync(pair.One, ct), Does.Contain("\nrtcpeer_relay_backplane_up 0\n"));
        await pair.One.AssertServesAsync(ct);
        await broker.StartAsync(ct);

        await pair.WaitUntilLinkedAsync(ct);
        Assert.That(await RelayPair.ReadinessAsync(pair.One, ct), Is.EqualTo("ready\nbackplane: up\n"));
        await stop.CancelAsync();
        await ReceiveNumbersAsync(b, next, await fromA - next[0], ct);
        await ReceiveNumbersAsync(a, back, await fromB, ct);
        var metrics = await RelayPair.MetricsAsync(pair.One, ct);
        Assert.That(metrics, Does.Contain("\nrtcpeer_relay_backplane_up 1\n").And.Contain("\nrtcpeer_relay_backplane_connects_total 2\n"));
        Assert.That(metrics, Does.Contain("\nrtcpeer_relay_backplane_waiting 0\n").And.Contain("dropped_total{reason=\"lost\"} 0\n"));
    }

    [Test]
    public async Task Relays_that_start_before_the_broker_deliver_once_it_is_there(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await broker.KillAsync();
        await using var pair = new RelayPair(broker);
        var (a, b) = (await pair.One.JoinAsync(ct), await pair.Other.JoinAsync(ct));
        await pair.One.AssertServesAsync(ct);
        Assert.That(await RelayPair.ReadinessAsync(pair.One, ct), Is.EqualTo("ready\nbackplane: down\n"));
        await SendNumbersAsync(a, 0, 0, 50, ct);
        await SendNumbersAsync(b, 1, 0, 50, ct);

        await broker.StartAsync(ct);

        await ReceiveNumbersAsync(b, new int[2], 50, ct);
        await ReceiveNumbersAsync(a, new int[2], 50, ct);
    }

    [Test]
    public async Task A_broker_that_stands_still_slows_nobody_down_and_loses_nothing(CancellationToken ct)
    {
        const int count = 2000;
        var broker = await BrokerAsync(ct);
        await using var pair = new RelayPair(broker, new RelayOptions { QueueMessages = 10_000, QueueBytes = 1 << 26, MaxMessagesPerSecond = 0, MaxBytesPerSecond = 0 });
        await pair.WaitUntilLinkedAsync(ct);
        var sender = await pair.One.JoinAsync(ct);
        var near = await pair.One.JoinAsync(ct);
        var far = await pair.Other.JoinAsync(ct);
        broker.Pause();
        try
        {
            await SendNumbersAsync(sender, 0, 0, count, ct, padding: new string(' ', 4000));
            await ReceiveNumbersAsync(near, new int[1], count, ct);
        }
        finally
        {
            broker.Resume();
        }

        await ReceiveNumbersAsync(far, new int[1], count, ct);
    }

    [Test]
    public async Task A_relay_that_stops_says_its_last_words_and_leaves_no_queue(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var pair = new RelayPair(broker);
        await pair.WaitUntilLinkedAsync(ct);
        var a = await pair.One.JoinAsync(ct);
        var near = await pair.One.JoinAsync(ct);
        var far = await pair.Other.JoinAsync(ct);
        Assert.That(await broker.QueuesAsync(ct), Has.Count.EqualTo(2).And.All.StartsWith("rtcpeer.relay."));
        await a.SendTextAsync("last words", ct);
        Assert.That(await near.ReceiveTextAsync(ct), Is.EqualTo("last words"));

        a.Dispose();
        near.Dispose();
        await pair.One.Server.DisposeAsync();

        Assert.That(await far.ReceiveTextAsync(ct), Is.EqualTo("last words"));
        Assert.That(await broker.QueuesAsync(ct), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_waits_is_bounded_and_drops_are_counted(CancellationToken ct)
    {
        await using var relay = new TestRelay(
            new RelayOptions { Backplane = "amqp://127.0.0.1:1/", BackplaneQueueMessages = 10, MetricsPort = 0 });
        var (a, b) = (await relay.JoinAsync(ct), await relay.JoinAsync(ct));
        await SendNumbersAsync(a, 0, 0, 25, ct);
        await ReceiveNumbersAsync(b, new int[1], 25, ct);

        Assert.That(
            await RelayPair.MetricsAsync(relay, ct),
            Does.Contain("\nrtcpeer_relay_backplane_waiting 10\n").And.Contain("dropped_total{reason=\"queue_full\"} 15\n"));
    }

    private static async Task SendNumbersAsync(
        ClientWebSocket client, int sender, int from, int count, CancellationToken ct, string padding = "")
    {
        for (var i = from; i < from + count; i++)
        {
            await client.SendTextAsync($"{sender} {i}{padding}", ct);
        }
    }

    /// <summary>Sends numbers at an even pace until it is told to stop; returns how many.</summary>
    private static async Task<int> SendNumbersUntilAsync(ClientWebSocket client, int sender, CancellationToken stop, CancellationToken ct)
    {
        var sent = 0;
        while (!stop.IsCancellationRequested)
        {
            await client.SendTextAsync($"{sender} {sent++}", ct);
            await Task.Delay(5, ct);
        }

        return sent;
    }

    /// <summary>Asserts that what comes is, for each sender, the next number and nothing else.</summary>
    private static async Task ReceiveNumbersAsync(ClientWebSocket client, int[] next, int count, CancellationToken ct)
    {
        for (var i = 0; i < count; i++)
        {
            var parts = (await client.ReceiveTextAsync(ct)).Trim().Split(' ').Select(int.Parse).ToArray();
            Assert.That(parts[1], Is.EqualTo(next[parts[0]]++), $"of sender {parts[0]}");
        }
    }
}

using System.Net;
using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Relay;
using RtcPeer.Relay.Rooms;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>How many there may be, how much each may say, and that nobody else notices where the limit is.</summary>
[CancelAfter(60_000)]
public class AdmissionTests
{
    [Test]
    public async Task The_client_too_many_is_closed_with_4001(CancellationToken ct) =>
        await AssertRefusedAsync(new RelayOptions { MaxClients = 2 }, "/c", 4001, "the relay is full", ct);

    [Test]
    public async Task The_client_too_many_of_an_address_is_closed_with_4002(CancellationToken ct) =>
        await AssertRefusedAsync(new RelayOptions { MaxClientsPerAddress = 2 }, "/c", 4002, "too many clients from this address", ct);

    [Test]
    public async Task The_client_too_many_of_a_room_is_closed_with_4003(CancellationToken ct) =>
        await AssertRefusedAsync(new RelayOptions { MaxClientsPerRoom = 1 }, "/a", 4003, "the room is full", ct);

    [Test]
    public async Task The_client_of_a_room_too_many_is_closed_with_4004(CancellationToken ct) =>
        await AssertRefusedAsync(new RelayOptions { MaxRooms = 2 }, "/c", 4004, "there are too many rooms", ct);

    [Test]
    public async Task A_client_that_sends_too_many_messages_is_closed_with_4005(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MaxMessagesPerSecond = 2 });
        var other = await relay.JoinAsync(ct);
        var third = await relay.JoinAsync(ct);
        var talker = await relay.JoinRawAsync(ct);

        for (var i = 0; i < 100; i++)
        {
            await talker.WriteFrameAsync(RawFrame.Text, "x"u8, ct);
        }

        var close = await talker.ReadFrameAsync(ct);
        Assert.That((close.Opcode, close.CloseStatus), Is.EqualTo((RawFrame.Close, 4005)));
        Assert.That(close.Payload[2..], Is.EqualTo("too many messages: at most 2 a second"u8.ToArray()));
        await talker.WriteFrameAsync(RawFrame.Close, close.Payload, ct);
        await relay.Log.WaitForAsync("client 3 left: 4005", ct);

        // Those of the burst have arrived, those over the limit have not.
        await third.SendTextAsync("hello", ct);
        var received = 0;
        while (await other.ReceiveTextAsync(ct) == "x")
        {
            received++;
        }

        Assert.That(received, Is.InRange(2 * RelayOptions.Burst, 99));
    }

    [Test]
    public async Task A_client_that_sends_too_many_bytes_is_closed_with_4006(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MaxBytesPerSecond = 1000, MaxMessageBytes = 2000 });
        var other = await relay.JoinAsync(ct);
        var talker = await relay.JoinRawAsync(ct);

        for (var i = 0; i < 10; i++)
        {
            await talker.WriteFrameAsync(RawFrame.Binary, new byte[2000], ct);
        }

        var close = await talker.ReadFrameAsync(ct);
        Assert.That((close.Opcode, close.CloseStatus), Is.EqualTo((RawFrame.Close, 4006)));
        Assert.That((await other.ReceiveWholeAsync(ct)).Data, Has.Length.EqualTo(2000));
    }

    [Test]
    public async Task An_idle_client_is_closed_with_4007_and_one_that_talks_or_listens_is_not(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { IdleTimeout = TimeSpan.FromSeconds(2), MaxMessagesPerSecond = 0, MaxBytesPerSecond = 0 });
        var idle = await relay.JoinAsync(ct, "/idle");
        var talker = await relay.JoinAsync(ct, "/busy");
        var listener = await relay.JoinAsync(ct, "/busy");
        var closed = idle.ReceiveCloseAsync(ct);

        while (!closed.IsCompleted)
        {
            await talker.SendTextAsync("still here", ct);
            Assert.That(await listener.ReceiveTextAsync(ct), Is.EqualTo("still here"));
        }

        Assert.That(await closed, Is.EqualTo(4007));
        Assert.That((talker.State, listener.State), Is.EqualTo((WebSocketState.Open, WebSocketState.Open)));
    }

    [Test]
    public async Task A_place_is_free_again_when_its_client_has_left(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MaxClients = 1, MaxClientsPerAddress = 1, MaxClientsPerRoom = 1, MaxRooms = 1 });
        for (var i = 1; i <= 20; i++)
        {
            var client = await relay.JoinAsync(ct, $"/{i}");
            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
            await relay.Log.WaitForAsync($"client {i} left", ct);
        }
    }

    [Test]
    public async Task A_limit_of_0_is_none(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions
        {
            MaxClients = 0,
            MaxClientsPerAddress = 0,
            MaxClientsPerRoom = 0,
            MaxRooms = 0,
            MaxMessagesPerSecond = 0,
            MaxBytesPerSecond = 0,
            IdleTimeout = TimeSpan.Zero,
        });
        await relay.AssertServesAsync(ct);
    }

    [Test]
    public void A_budget_lets_through_its_rate_for_long_and_its_burst_at_once()
    {
        var second = System.Diagnostics.Stopwatch.Frequency;
        var budget = new RateBudget(10, 50);

        Assert.That(Enumerable.Range(0, 60).Count(_ => budget.TryTake(1, second)), Is.EqualTo(50));
        Assert.That(Enumerable.Range(0, 60).Count(_ => budget.TryTake(1, 2 * second)), Is.EqualTo(10));
        Assert.That(budget.TryTake(51, 1000 * second), Is.False);
        Assert.That(budget.TryTake(50, 1000 * second), Is.True);
    }

    [TestCase("192.0.2.1", "192.0.2.1", true)]
    [TestCase("192.0.2.1", "192.0.2.2", false)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [TestCase("::c000:201", "192.0.2.1", false)]
    public void One_user_counts_as_one_address(string one, string other, bool same) =>
        Assert.That(AddressKey.Of(IPAddress.Parse(one)) == AddressKey.Of(IPAddress.Parse(other)), Is.EqualTo(same));

    /// <summary>With a client in /a and one in /b, the third is refused, and the first two talk on.</summary>
    private static async Task AssertRefusedAsync(RelayOptions options, string path, int code, string reason, CancellationToken ct)
    {
        await using var relay = new TestRelay(options);
        var first = await relay.JoinAsync(ct, "/a");
        await relay.JoinAsync(ct, "/b");

        var refused = await relay.JoinAsync(ct, path);

        Assert.That(await refused.ReceiveCloseAsync(ct), Is.EqualTo(code));
        Assert.That(refused.CloseStatusDescription, Is.EqualTo(reason));
        Assert.That(relay.Server.Rooms.ClientCount, Is.EqualTo(2));
        await refused.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        await relay.Log.WaitForAsync($"client 3 from 127.0.0.1 was not let in: {code} {reason}", ct);
        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        await relay.Log.WaitForAsync("client 1 left: 1000", ct);
        await (await relay.JoinAsync(ct, "/a")).SendTextAsync("hello", ct);
    }
}

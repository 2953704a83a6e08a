using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using RtcPeer.Relay;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>What one client does wrong is that client's trouble alone.</summary>
[CancelAfter(60_000)]
public class LimitsTests
{
    private const int MaxMessage = 256 * 1024;

    [Test]
    public async Task A_message_over_the_limit_closes_its_sender_with_1009_and_reaches_nobody(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var sender = await relay.JoinRawAsync(ct);
        var other = await relay.JoinAsync(ct);
        var third = await relay.JoinAsync(ct);

        await sender.WriteFrameAsync(RawFrame.Text, new byte[MaxMessage + 1], ct);
        var close = await sender.ReadFrameAsync(ct);
        Assert.That((close.Opcode, close.CloseStatus), Is.EqualTo((RawFrame.Close, 1009)));
        await sender.WriteFrameAsync(RawFrame.Text, "after the close"u8, ct);
        await sender.WriteFrameAsync(RawFrame.Close, [], ct);
        Assert.That(await sender.ReadToEndAsync(ct), Is.Empty);

        await third.SendTextAsync("hello", ct);
        Assert.That(await other.ReceiveTextAsync(ct), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_message_that_never_ends_is_cut_off(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { CloseTimeout = TimeSpan.FromMilliseconds(300) });
        var sender = await relay.JoinRawAsync(ct);
        var fragment = new byte[16 * 1024];
        await sender.WriteFrameAsync(RawFrame.Binary, fragment, ct, fin: false);

        Assert.That(
            async () =>
            {
                while (true)
                {
                    await sender.WriteFrameAsync(RawFrame.Continuation, fragment, ct, fin: false);
                }
            },
            Throws.InstanceOf<IOException>());
        Assert.That(await relay.Log.WaitForAsync("client 1 left", ct), Does.Contain("1009 messages are at most 262144 bytes"));
        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task A_client_that_reads_too_slowly_is_closed_with_1013_and_delays_nobody(CancellationToken ct)
    {
        const int count = 200;
        await using var relay = new TestRelay(new RelayOptions { MaxBytesPerSecond = 0, QueueMessages = 16, CloseTimeout = TimeSpan.FromSeconds(30) });
        var slow = await relay.JoinRawAsync(ct, receiveBuffer: 4096);
        var fast = await relay.JoinAsync(ct);
        var sender = await relay.JoinAsync(ct);
        var message = new byte[MaxMessage];

        // Far more than the queue and the buffers of both sockets hold. The fast client gets all of it.
        for (var i = 0; i < count; i++)
        {
            message[0] = (byte)i;
            await sender.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, ct);
            Assert.That((await fast.ReceiveWholeAsync(ct)).Data[0], Is.EqualTo((byte)i));
        }

        // What was on its way to the slow one arrives whole and in order, and behind it the reason.
        var frame = await slow.ReadMessageFrameAsync(ct);
        var received = 0;
        for (; frame.Opcode == RawFrame.Binary; frame = await slow.ReadMessageFrameAsync(ct))
        {
            Assert.That((frame.Payload.Length, frame.Payload[0]), Is.EqualTo((MaxMessage, (byte)received)));
            received++;
        }

        Assert.That((frame.Opcode, frame.CloseStatus), Is.EqualTo((RawFrame.Close, 1013)));
        Assert.That(received, Is.InRange(1, count - 17));
    }

    [Test]
    public async Task While_one_never_reads_all_others_get_every_small_message_in_order(CancellationToken ct)
    {
        const int sendersCount = 3, enough = 500;
        await using var relay = new TestRelay(new RelayOptions
        {
            MaxMessagesPerSecond = 0,
            MaxBytesPerSecond = 0,
            QueueMessages = 1_000_000,
            QueueBytes = MaxMessage,
            CloseTimeout = TimeSpan.FromMilliseconds(200),
        });
        using var slow = await relay.JoinRawAsync(ct, receiveBuffer: 4096);
        var left = relay.Log.WaitForAsync("client 1 left", ct);
        var senders = new List<RawClient>();
        for (var s = 0; s < sendersCount; s++)
        {
            senders.Add(await relay.JoinRawAsync(ct));
        }

        // Each sends its number and a counter, and reads what the others sent, until the slow one has had to go. They stay
        // within a window of each other: what is to overflow is the queue of the slow one alone.
        var texts = new int[sendersCount, sendersCount];
        for (var i = 0; i < enough || !left.IsCompleted; i++)
        {
            for (var s = 0; s < sendersCount; s++)
            {
                await senders[s].WriteFrameAsync(RawFrame.Text, Encoding.ASCII.GetBytes($"{s} {i} {new string('x', 1000)}"), ct);
            }

            for (var r = 0; r < sendersCount; r++)
            {
                for (var n = 1; n < sendersCount; n++)
                {
                    var parts = Encoding.ASCII.GetString((await senders[r].ReadMessageFrameAsync(ct)).Payload).Split(' ');
                    var from = int.Parse(parts[0], CultureInfo.InvariantCulture);
                    Assert.That(int.Parse(parts[1], CultureInfo.InvariantCulture), Is.EqualTo(texts[r, from]++));
                }
            }
        }

        Assert.That(await left, Does.Contain("1013 too slow: the queue is full"));
    }

    [Test]
    public async Task Pings_of_a_client_that_never_reads_take_no_memory_and_only_the_last_is_answered(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MaxBytesPerSecond = 0, QueueBytes = 256 * MaxMessage });
        using var slow = await relay.JoinRawAsync(ct, receiveBuffer: 4096);
        var sender = await relay.JoinAsync(ct);
        var fast = await relay.JoinAsync(ct);

        // More than the buffers of the sockets hold.
        const int stuffing = 40;
        for (var i = 0; i < stuffing; i++)
        {
            await sender.SendAsync(new byte[MaxMessage], WebSocketMessageType.Binary, endOfMessage: true, ct);
            await fast.ReceiveWholeAsync(ct);
        }

        for (var i = 0; i < 1000; i++)
        {
            await slow.WriteFrameAsync(RawFrame.Ping, BitConverter.GetBytes(i), ct);
        }

        await slow.WriteFrameAsync(RawFrame.Text, "all said"u8, ct);
        Assert.That(await sender.ReceiveTextAsync(ct), Is.EqualTo("all said"));

        var pongs = new List<int>();
        for (var messages = 0; messages < stuffing || pongs.Count == 0 || pongs[^1] != 999;)
        {
            var frame = await slow.ReadFrameAsync(ct);
            messages += frame.Opcode == RawFrame.Binary ? 1 : 0;
            if (frame.Opcode == RawFrame.Pong)
            {
                pongs.Add(BitConverter.ToInt32(frame.Payload));
            }
        }

        Assert.That(pongs, Has.Count.LessThan(100).And.Ordered);
    }

    [Test]
    public async Task A_slow_client_that_never_reads_again_is_cut_off(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MaxBytesPerSecond = 0, QueueMessages = 4, CloseTimeout = TimeSpan.FromMilliseconds(200) });
        var slow = await relay.JoinRawAsync(ct, receiveBuffer: 4096);
        var sender = await relay.JoinAsync(ct);
        var message = new byte[MaxMessage];
        var left = relay.Log.WaitForAsync("client 1 left", ct);

        while (!left.IsCompleted)
        {
            await sender.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, ct);
        }

        Assert.That(await left, Does.Contain("1013 too slow: the queue is full"));
        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task The_bytes_that_wait_are_bounded_too(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions
        {
            MaxMessagesPerSecond = 0,
            MaxBytesPerSecond = 0,
            QueueMessages = 1_000_000,
            QueueBytes = MaxMessage,
            CloseTimeout = TimeSpan.FromMilliseconds(200),
        });
        using var slow = await relay.JoinRawAsync(ct, receiveBuffer: 4096);
        var sender = await relay.JoinAsync(ct);
        var message = new byte[50_000];
        var left = relay.Log.WaitForAsync("client 1 left", ct);

        while (!left.IsCompleted)
        {
            await sender.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, ct);
        }

        Assert.That(await left, Does.Contain("1013"));
    }

    [Test]
    public async Task A_client_that_does_not_answer_pings_is_found_and_one_that_does_stays(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions
        {
            KeepAliveInterval = TimeSpan.FromMilliseconds(100),
            KeepAliveTimeout = TimeSpan.FromSeconds(1),
        });
        var dead = await relay.JoinRawAsync(ct);
        var alive = await relay.JoinAsync(ct);
        var receiving = alive.ReceiveTextAsync(ct);

        Assert.That((await dead.ReadFrameAsync(ct)).Opcode, Is.EqualTo(RawFrame.Ping));
        await relay.Log.WaitForAsync("client 1 left: gone", ct);

        var sender = await relay.JoinAsync(ct);
        await sender.SendTextAsync("still here?", ct);
        Assert.That(await receiving, Is.EqualTo("still here?"));
    }

    [Test]
    public async Task A_client_that_vanished_with_messages_under_way_to_it_is_found(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions
        {
            MaxBytesPerSecond = 0,
            QueueBytes = 256 * 1024 * 1024,
            KeepAliveInterval = TimeSpan.FromMilliseconds(100),
            KeepAliveTimeout = TimeSpan.FromSeconds(1),
        });
        using var dead = await relay.JoinRawAsync(ct, receiveBuffer: 4096);
        var sender = await relay.JoinAsync(ct);
        var answeringPings = sender.ReceiveWholeAsync(ct);
        for (var i = 0; i < 100; i++)
        {
            await sender.SendAsync(new byte[MaxMessage], WebSocketMessageType.Binary, endOfMessage: true, ct);
        }

        await relay.Log.WaitForAsync("client 1 left: gone", ct);
        await sender.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        Assert.That((await answeringPings).Type, Is.EqualTo(WebSocketMessageType.Close));
    }

    [TestCase(0x81, 0x05, 1002, TestName = "A_malformed_frame_ends_its_sender_alone(not masked)")]
    [TestCase(0xF1, 0x80, 1002, TestName = "A_malformed_frame_ends_its_sender_alone(reserved bits)")]
    [TestCase(0x83, 0x80, 1002, TestName = "A_malformed_frame_ends_its_sender_alone(reserved opcode)")]
    [TestCase(0x80, 0x80, 1002, TestName = "A_malformed_frame_ends_its_sender_alone(continuation of nothing)")]
    [TestCase(0x09, 0x80, 1002, TestName = "A_malformed_frame_ends_its_sender_alone(fragmented ping)")]
    public async Task A_malformed_frame_ends_its_sender_alone(int first, int second, int status, CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var sender = await relay.JoinRawAsync(ct);
        var other = await relay.JoinAsync(ct);
        var receiving = other.ReceiveTextAsync(ct);

        await sender.WriteAsync(new byte[] { (byte)first, (byte)second, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, ct);

        var close = await sender.ReadFrameAsync(ct);
        Assert.That((close.Opcode, close.CloseStatus), Is.EqualTo((RawFrame.Close, status)));
        await relay.Log.WaitForAsync("client 1 left", ct);
        var third = await relay.JoinAsync(ct);
        await third.SendTextAsync("hello", ct);
        Assert.That(await receiving, Is.EqualTo("hello"));
    }

    [Test]
    public async Task Text_that_is_not_UTF_8_ends_its_sender_and_is_not_forwarded(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var sender = await relay.JoinRawAsync(ct);
        var other = await relay.JoinAsync(ct);

        await sender.WriteFrameAsync(RawFrame.Text, [0x61, 0xFF, 0xFE], ct);

        var close = await sender.ReadFrameAsync(ct);
        Assert.That((close.Opcode, close.CloseStatus), Is.EqualTo((RawFrame.Close, 1007)));
        var third = await relay.JoinAsync(ct);
        await third.SendTextAsync("hello", ct);
        Assert.That(await other.ReceiveTextAsync(ct), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Random_bytes_after_the_handshake_harm_nobody([Range(1, 20)] int seed, CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { CloseTimeout = TimeSpan.FromMilliseconds(200) });
        var random = new Random(seed);
        var bytes = new byte[random.Next(1, 5000)];
        random.NextBytes(bytes);
        var client = await relay.JoinRawAsync(ct);

        await client.WriteAsync(bytes, ct);
        client.ShutdownSend();

        await relay.Log.WaitForAsync("client 1 left", ct);
        Assert.That(relay.Log.Lines, Has.None.Contains("failed"));
        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task A_flood_of_connections_that_say_nothing_keeps_nobody_out(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        for (var i = 0; i < 500; i++)
        {
            await relay.ConnectRawAsync(ct);
        }

        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task After_a_thousand_joins_and_leaves_nothing_is_left(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        for (var i = 0; i < 1000; i++)
        {
            using var client = await relay.JoinRawAsync(ct, $"/{i % 7}");
            if (i % 2 == 0)
            {
                client.Reset();
            }
        }

        for (var i = 1; i <= 1000; i++)
        {
            await relay.Log.WaitForAsync($"client {i} left", ct);
        }

        Assert.That((relay.Server.Rooms.RoomCount, relay.Server.Rooms.ClientCount), Is.EqualTo((0, 0)));
    }
}

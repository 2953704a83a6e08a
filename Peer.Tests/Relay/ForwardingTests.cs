using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using RtcPeer.Relay;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>What the relay is for: each message of a client goes to all others of its room.</summary>
[CancelAfter(30_000)]
public class ForwardingTests
{
    [Test]
    public async Task A_message_reaches_all_others_of_the_room_and_not_its_sender(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var sender = await relay.JoinAsync(ct);
        var others = new[] { await relay.JoinAsync(ct), await relay.JoinAsync(ct), await relay.JoinAsync(ct) };

        await sender.SendTextAsync("""{"uuid":"a"}""", ct);
        foreach (var other in others)
        {
            Assert.That(await other.ReceiveTextAsync(ct), Is.EqualTo("""{"uuid":"a"}"""));
        }

        // What the sender hears first is the answer, and not its own message.
        await others[0].SendTextAsync("answer", ct);
        Assert.That(await sender.ReceiveTextAsync(ct), Is.EqualTo("answer"));
    }

    [Test]
    public async Task A_binary_message_stays_binary_and_every_byte_of_it_the_same(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var sender = await relay.JoinAsync(ct);
        var receiver = await relay.JoinAsync(ct);
        var bytes = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray();

        await sender.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, ct);

        var received = await receiver.ReceiveWholeAsync(ct);
        Assert.That(received.Type, Is.EqualTo(WebSocketMessageType.Binary));
        Assert.That(received.Data, Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_fragmented_message_is_forwarded_whole_as_one_frame(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var sender = await relay.JoinRawAsync(ct);
        var receiver = await relay.JoinRawAsync(ct);

        await sender.WriteFrameAsync(RawFrame.Text, "first "u8, ct, fin: false);
        await sender.WriteFrameAsync(RawFrame.Ping, "are you there?"u8, ct);
        await sender.WriteFrameAsync(RawFrame.Continuation, "second "u8, ct, fin: false);
        await sender.WriteFrameAsync(RawFrame.Continuation, "third"u8, ct);

        var frame = await receiver.ReadFrameAsync(ct);
        Assert.That((frame.Fin, frame.Opcode), Is.EqualTo((true, RawFrame.Text)));
        Assert.That(Encoding.UTF8.GetString(frame.Payload), Is.EqualTo("first second third"));
        var pong = await sender.ReadFrameAsync(ct);
        Assert.That(pong.Opcode, Is.EqualTo(RawFrame.Pong));
        Assert.That(Encoding.UTF8.GetString(pong.Payload), Is.EqualTo("are you there?"));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(125)]
    [TestCase(126)]
    [TestCase(4095)]
    [TestCase(4096)]
    [TestCase(4097)]
    [TestCase(65535)]
    [TestCase(65536)]
    [TestCase(256 * 1024)]
    public async Task A_message_of_any_size_up_to_256_KiB_arrives(int size, CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var sender = await relay.JoinAsync(ct);
        var receiver = await relay.JoinAsync(ct);
        var text = new string('x', size);

        await sender.SendTextAsync(text, ct);
        await sender.SendTextAsync("behind it", ct);

        Assert.That(await receiver.ReceiveTextAsync(ct), Is.EqualTo(text));
        Assert.That(await receiver.ReceiveTextAsync(ct), Is.EqualTo("behind it"));
    }

    [Test]
    public async Task Messages_of_each_sender_arrive_in_order(CancellationToken ct)
    {
        const int count = 500;
        await using var relay = new TestRelay(new RelayOptions { QueueMessages = 10_000 });
        var receiver = await relay.JoinAsync(ct);
        var senders = new[] { await relay.JoinAsync(ct), await relay.JoinAsync(ct) };

        var sending = senders.Select(async (sender, s) =>
        {
            for (var i = 0; i < count; i++)
            {
                await sender.SendTextAsync($"{s} {i}", ct);
            }
        }).ToArray();

        var next = new int[senders.Length];
        for (var i = 0; i < count * senders.Length; i++)
        {
            var parts = (await receiver.ReceiveTextAsync(ct)).Split(' ').Select(int.Parse).ToArray();
            Assert.That(parts[1], Is.EqualTo(next[parts[0]]++));
        }

        await Task.WhenAll(sending);
    }

    [Test]
    public async Task Rooms_do_not_hear_each_other(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var inA = await relay.JoinAsync(ct, "/a");
        var inB = await relay.JoinAsync(ct, "/b");
        var inNone = await relay.JoinAsync(ct, "/");
        var alsoInA = await relay.JoinAsync(ct, "/a/?token=x");

        await inA.SendTextAsync("for a", ct);
        Assert.That(await alsoInA.ReceiveTextAsync(ct), Is.EqualTo("for a"), "/a and /a/ are one room, and a query does not matter");

        // Had it reached the other rooms, it would stand before what comes now.
        var alsoInB = await relay.JoinAsync(ct, "/b");
        await alsoInB.SendTextAsync("for b", ct);
        Assert.That(await inB.ReceiveTextAsync(ct), Is.EqualTo("for b"));
        var alsoInNone = await relay.JoinAsync(ct, "/");
        await alsoInNone.SendTextAsync("for none", ct);
        Assert.That(await inNone.ReceiveTextAsync(ct), Is.EqualTo("for none"));
    }

    [TestCase("/caf%C3%A9", "/caf%c3%a9")]
    [TestCase("/a%20b", "/a%20b")]
    [TestCase("/x/../room", "/room")]
    public async Task A_room_is_the_same_however_its_path_is_written(string one, string other, CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var a = await relay.JoinRawAsync(ct, one);
        var b = await relay.JoinRawAsync(ct, other);

        await a.WriteFrameAsync(RawFrame.Text, "hello"u8, ct);

        Assert.That((await b.ReadFrameAsync(ct)).Payload, Is.EqualTo("hello"u8.ToArray()));
    }

    [Test]
    public async Task A_room_goes_when_its_last_client_leaves(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var a = await relay.JoinAsync(ct, "/room");
        var b = await relay.JoinAsync(ct, "/room");
        var c = await relay.JoinAsync(ct, "/other");
        Assert.That((relay.Server.Rooms.RoomCount, relay.Server.Rooms.ClientCount), Is.EqualTo((2, 3)));

        await a.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        await relay.Log.WaitForAsync("client 1 left: 1000 (1 in its room, 2 in all)", ct);
        Assert.That(relay.Server.Rooms.RoomCount, Is.EqualTo(2));

        b.Abort();
        await relay.Log.WaitForAsync("client 2 left: gone", ct);
        Assert.That((relay.Server.Rooms.RoomCount, relay.Server.Rooms.ClientCount), Is.EqualTo((1, 1)));
        await c.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
    }

    [Test]
    public async Task A_close_is_answered_with_its_own_status(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var client = await relay.JoinRawAsync(ct);

        await client.WriteFrameAsync(RawFrame.Close, [0x0F, 0xA1], ct); // 4001

        var close = await client.ReadFrameAsync(ct);
        Assert.That((close.Opcode, close.CloseStatus), Is.EqualTo((RawFrame.Close, 4001)));
        Assert.That(await client.ReadToEndAsync(ct), Is.Empty);
    }

    [Test]
    public async Task Neither_messages_nor_room_names_are_logged(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var a = await relay.JoinAsync(ct, "/secret-room");
        var b = await relay.JoinAsync(ct, "/secret-room");
        await a.SendTextAsync("a=ice-pwd:secret-password", ct);
        await b.ReceiveTextAsync(ct);
        await a.CloseAsync(WebSocketCloseStatus.NormalClosure, "secret-reason", ct);
        await relay.Log.WaitForAsync("client 1 left", ct);

        Assert.That(relay.Log.Lines, Has.None.Contains("secret"));
        Assert.That(relay.Log.Lines, Has.Some.EqualTo("client 2 joined from 127.0.0.1 (2 in its room, 2 in all)"));
    }
}

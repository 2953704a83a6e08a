using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Tests.Peer.Signalling;

namespace RtcPeer.Peer.Tests.Fuzz;

/// <summary>Anybody in the room can send anything: whatever it is, reading it and negotiating on it does not throw.</summary>
public class SignallingFuzzTests
{
    private static readonly string[] Valid =
    [
        """{"uuid":"x","to":"b","sdp":{"type":"offer","sdp":"v=0\r\na=ice-ufrag:x\r\n"},"hello":{"role":"caller"}}""",
        """{"uuid":"x","sdp":{"type":"answer","sdp":"v=0\r\na=ice-ufrag:x\r\na=x-answers:b0\r\n"}}""",
        """{"uuid":"x","ice":{"candidate":"candidate:1 1 udp 1 ::1 9 typ host","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"x"}}""",
        """{"uuid":"x","hello":{"role":"callee","restarts":true,"trust":"secret"}}""",
        """{"uuid":"x","to":"b","trust":{"id":"1","share":"BGsX0fLhLEJH","confirm":"AAEC"}}""",
        """{"uuid":"x","to":"b","trust":{"id":"1","commit":"AAEC","nonce":"AAEC","refused":true}}""",
    ];

    [TestCaseSource(nameof(Valid))]
    public void A_message_cut_at_any_length_is_none(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(SignallingWire.TryRead(bytes.AsMemory(0, length), out _, out _), Is.False);
        }
    }

    [Test]
    public void Mutated_messages_in_any_order_never_throw([Values(1, 2, 3)] int seed, [Values] bool calls)
    {
        var random = new Random(seed);
        var connections = new List<FakeConnection>();
        FakeConnection Connect(PeerRole role)
        {
            var connection = new FakeConnection($"b{connections.Count}", role);
            connections.Add(connection);
            return connection;
        }

        var negotiator = new Negotiator(
            "b", calls ? PeerRole.Caller : PeerRole.Callee, capacity: 8, Connect, _ => { }, NullLogger.Instance);
        var now = TimeSpan.Zero;
        negotiator.Joined(now);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Valid[random.Next(Valid.Length)]);
            for (var mutations = random.Next(4); mutations > 0; mutations--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (SignallingWire.TryRead(bytes, out var message, out _))
            {
                negotiator.Receive(message, now);
            }

            now += TimeSpan.FromMilliseconds(random.Next(200));
            negotiator.Tick(now);
            if (random.Next(50) == 0 && connections.Where(negotiator.IsCurrent).ToList() is { Count: > 0 } current)
            {
                Befall(negotiator, current[random.Next(current.Count)], random, now);
            }

            Assert.That(connections.Count(connection => !connection.IsDiscarded), Is.LessThanOrEqualTo(8));
        }

        Assert.That(connections, Has.Count.GreaterThan(1));
    }

    private static void Befall(Negotiator negotiator, FakeConnection connection, Random random, TimeSpan now)
    {
        switch (random.Next(4))
        {
            case 0 when negotiator.RemoteOf(connection) is not null:
                negotiator.Opened(connection);
                negotiator.Ended(connection, parted: random.Next(2) == 0);
                break;
            default:
                negotiator.TryStartOver(connection, now);
                break;
        }
    }
}

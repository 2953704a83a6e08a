using NUnit.Framework;
using RtcPeer.Peer.Tests.Sctp;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Fuzz;

/// <summary>Packets cut and mutated, with right checksums and tags, into an association in every state.</summary>
public class SctpFuzzTests
{
    private const int Mutations = 4000;

    private static readonly string[] States =
    [
        "Closed", "CookieWait", "CookieEchoed", "Established", "EstablishedBusy", "ShutdownPending", "ShutdownSent",
        "ShutdownReceived", "ShutdownAckSent", "Ended", "Interleaved", "InterleavedBusy",
    ];

    [Test]
    public void Every_prefix_of_every_packet_is_survived([ValueSource(nameof(States))] string state)
    {
        foreach (var packet in Corpus())
        {
            for (var length = 0; length <= packet.Length; length++)
            {
                var peer = InState(state);
                var cut = packet[..length];
                peer.Association.Receive(cut, peer.Now);
                if (length >= PacketHeader.Size) Feed(peer, cut);
                AssertSane(peer, 0);
            }
        }
    }

    [Test]
    public void Mutated_packets_are_survived([ValueSource(nameof(States))] string state)
    {
        var random = new Random(state.Length * 7919);
        var corpus = Corpus();
        var peer = InState(state);
        for (var i = 0; i < Mutations; i++)
        {
            if (i % 50 == 0 || peer.Association.HasEnded) peer = InState(state);
            var packet = Mutate(corpus[random.Next(corpus.Count)], corpus[random.Next(corpus.Count)], random);
            Feed(peer, packet);
            if (random.Next(4) == 0) peer.Now += TimeSpan.FromMilliseconds(random.Next(1000));
            if (random.Next(8) == 0) peer.Association.Send((ushort)random.Next(5), 51, new byte[random.Next(1, 5000)], default, peer.Now);
            AssertSane(peer, i);
        }
    }

    [Test]
    public void Noise_is_survived()
    {
        var random = new Random(1);
        var peer = InState("Established");
        for (var i = 0; i < 5000; i++)
        {
            var packet = new byte[random.Next(0, 300)];
            random.NextBytes(packet);
            peer.Association.Receive(packet, peer.Now);
            if (packet.Length >= PacketHeader.Size) Feed(peer, packet);
            if (peer.Association.HasEnded) peer = InState("Established");
            AssertSane(peer, i);
        }
    }

    private static RawPeer InState(string state)
    {
        var options = new SctpOptions { MaxMessageSize = 20_000, ReceiveWindow = 50_000, SendBufferSize = 50_000 };
        if (state is "Closed" or "CookieWait" or "CookieEchoed")
        {
            var early = new RawPeer(options);
            if (state == "Closed") return early;
            early.Association.Connect(early.Now);
            early.TakeInit();
            if (state == "CookieWait") return early;
            early.Receive(RawPeer.Init(type: ChunkType.InitAck, cookie: [1, 2, 3]));
            early.Drain();
            return early;
        }
        var peer = RawPeer.Established(
            options, state.StartsWith("Interleaved", StringComparison.Ordinal) ? PeerFeatures.All : PeerFeatures.Basic);
        switch (state)
        {
            case "EstablishedBusy":
                for (var i = 0; i < 5; i++) peer.Send(3000, (ushort)i, i % 2 == 0 ? default : new(true, 1, null));
                peer.Association.ResetStream(9, peer.Now);
                peer.Receive(RawPeer.Data(2, "bc", DataFlags.None));
                peer.Receive(RawPeer.Data(5, "waits", ssn: 3));
                break;
            case "InterleavedBusy":
                for (var i = 0; i < 5; i++) peer.Send(3000, (ushort)i, i % 2 == 0 ? default : new(true, 1, null));
                peer.Association.ResetStream(9, peer.Now);
                peer.Receive(RawPeer.Interleaved(2, "bc", DataFlags.None, fsn: 1));
                peer.Receive(RawPeer.Interleaved(3, "u", DataFlags.Beginning | DataFlags.Unordered, mid: 1));
                peer.Receive(RawPeer.Interleaved(5, "waits", mid: 3));
                break;
            case "ShutdownPending":
                peer.Send(3000);
                peer.Association.Shutdown(peer.Now);
                break;
            case "ShutdownSent":
                peer.Association.Shutdown(peer.Now);
                break;
            case "ShutdownReceived":
                peer.Send(3000);
                peer.Receive("07000008 00000000");
                break;
            case "ShutdownAckSent":
                peer.Receive("07000008 00000000");
                break;
            case "Ended":
                peer.Association.Abort("over", peer.Now);
                break;
        }
        peer.Drain();
        return peer;
    }

    /// <summary>Packets as the other end might send them, each kind of chunk at least once.</summary>
    private static List<byte[]> Corpus()
    {
        var sample = RawPeer.Established();
        var first = sample.TheirFirstTsn;
        return
        [
            Wire.Packet(0, RawPeer.Init()),
            Wire.Packet(0, RawPeer.Init(PeerFeatures.All)),
            Wire.Packet(1, RawPeer.Init(type: ChunkType.InitAck, cookie: new byte[70])),
            Wire.Packet(1, RawPeer.CookieEcho(new byte[70])),
            Wire.Packet(1, RawPeer.Empty(ChunkType.CookieAck)),
            Wire.Packet(1, RawPeer.Data(0, "hello")),
            Wire.Packet(1, Both(RawPeer.Data(1, "frag", DataFlags.Beginning), RawPeer.Data(2, "ment", DataFlags.End | DataFlags.Unordered))),
            Wire.Packet(1, (ref ByteWriter writer) => SackChunk.TryWrite(
                ref writer, first + 1, 100_000, [new(first + 3, first + 4), new(first + 6, first + 6)], [first, first + 1])),
            Wire.Packet(1, RawPeer.Interleaved(0, "hello", mid: 1)),
            Wire.Packet(1, Both(
                RawPeer.Interleaved(1, "frag", DataFlags.Beginning, mid: 1),
                RawPeer.Interleaved(2, "ment", DataFlags.End | DataFlags.Unordered, mid: 2, fsn: 1))),
            Wire.Packet(1, RawPeer.InterleavedForward(3, new SkippedMessage(1, 1), new SkippedMessage(2, 3, IsUnordered: true))),
            Wire.Packet(1, RawPeer.Forward(3, new SkippedMessage(1, 1), new SkippedMessage(2, 3))),
            Wire.Packet(1, (ref ByteWriter writer) =>
                OutgoingResetRequest.Write(ref writer, RawPeer.FirstTsn.Value, 1, RawPeer.FirstTsn + 1, [1, 2, 3])),
            Wire.Packet(1, (ref ByteWriter writer) => new ReconfigResponse(first.Value, ReconfigResult.Performed).Write(ref writer)),
            Wire.Packet(1, "0400000C 00010008 01020304"),
            Wire.Packet(1, "0500000C 00010008 01020304"),
            Wire.Packet(1, "0900000C 00030008 00000001"),
            Wire.Packet(1, "0600000B 000C0007 627965 00"),
            Wire.Packet(1, "07000008 FFFFFFFF"),
            Wire.Packet(1, RawPeer.Empty(ChunkType.ShutdownAck)),
            Wire.Packet(1, RawPeer.Empty(ChunkType.ShutdownComplete)),
        ];
    }

    private static Wire.Chunks Both(Wire.Chunks one, Wire.Chunks two) => (ref ByteWriter writer) =>
    {
        one(ref writer);
        two(ref writer);
    };

    private static byte[] Mutate(byte[] packet, byte[] other, Random random)
    {
        var result = random.Next(4) switch
        {
            0 => [.. packet, .. other.AsSpan(PacketHeader.Size)],
            1 => packet[..random.Next(PacketHeader.Size, packet.Length + 1)],
            _ => packet.ToArray(),
        };
        for (var i = random.Next(4); i > 0 && result.Length > PacketHeader.Size; i--)
        {
            var at = random.Next(PacketHeader.Size, result.Length);
            result[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(result[at] ^ 1 << random.Next(8)),
                _ => random.Next(2) == 0 ? (byte)0 : (byte)255,
            };
        }
        return result;
    }

    /// <summary>Hands the chunks over in a packet that is beyond suspicion.</summary>
    private static void Feed(RawPeer peer, byte[] packet)
    {
        var tag = packet.Length > PacketHeader.Size && packet[PacketHeader.Size] == (byte)ChunkType.Init ? 0 : peer.TheirTag;
        var chunks = packet[PacketHeader.Size..];
        peer.Receive(tag, (ref ByteWriter writer) => writer.WriteBytes(chunks));
    }

    private static void AssertSane(RawPeer peer, int step)
    {
        peer.Association.Tick(peer.Now);
        var packets = 0;
        var buffer = new byte[2048];
        while (peer.Association.TryWrite(buffer, peer.Now, out var length))
        {
            if (!PacketHeader.TryRead(buffer.AsSpan(0, length), out _, acceptsZero: true)) Assert.Fail($"step {step}: a bad packet of ours");
            if (++packets > 200) Assert.Fail($"step {step}: does not stop writing");
        }
        if (peer.Association.NextDeadline <= peer.Now) Assert.Fail($"step {step}: the deadline does not move");
        while (peer.Association.TryNextEvent(out var e)) peer.Association.Consume(e.Payload?.Length ?? 0);
    }
}

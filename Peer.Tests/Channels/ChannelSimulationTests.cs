using System.Buffers.Binary;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Channels;

/// <summary>Several channels of several lives over rough networks.</summary>
public class ChannelSimulationTests
{
    [Test]
    public void Each_channel_delivers_what_was_sent_once_in_order_and_whole_and_closes([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var pair = new ChannelPair(seed, Rough(random));
        var senders = new List<Sender>();
        foreach (var end in (ChannelEndpoint[])[pair.A, pair.B])
        {
            for (var i = random.Next(1, 4); i > 0; i--) senders.Add(new(end, $"{senders.Count}", random.Next(), pair.Now));
        }
        Action<Instant> application = now => senders.ForEach(sender => sender.Run(now));
        (pair.A.Application, pair.B.Application) = (application, application);
        pair.Connect();
        pair.RunUntil(() => pair.A.Table.Count + pair.B.Table.Count == 0, "all channels closed");

        foreach (var sender in senders)
        {
            var other = sender.End == pair.A ? pair.B : pair.A;
            var received = other.Events.Where(e => e.Channel.Label == sender.Channel.Label).ToList();
            Assert.That(received.Select(e => e.Kind), Is.EqualTo(sender.ExpectedAtOtherEnd), $"seed {seed}");
            Assert.That(received.SelectMany(e => e.Payload), Is.EqualTo(sender.Sent), $"seed {seed}");
        }
        Assert.That(pair.A.Table.DroppedMessages + pair.B.Table.DroppedMessages, Is.Zero, $"seed {seed}");
        Assert.That(pair.A.Association.UnacknowledgedTotal + pair.B.Association.UnacknowledgedTotal, Is.Zero, $"seed {seed}");
    }

    private static LinkConditions Rough(Random random) => new()
    {
        Latency = TimeSpan.FromMilliseconds(random.Next(1, 60)),
        Jitter = TimeSpan.FromMilliseconds(random.Next(20)),
        Loss = random.NextDouble() * 0.2,
        Duplication = random.NextDouble() * 0.1,
        Reordering = random.NextDouble() * 0.1,
    };

    /// <summary>Sends a number of messages of many sizes as fast as they are taken, then closes its channel.</summary>
    private sealed class Sender(ChannelEndpoint end, string label, int seed, Instant now)
    {
        private readonly Random _random = new(seed);
        private int _left = 20;
        private byte[]? _next;

        public ChannelEndpoint End => end;

        public DataChannel Channel { get; } = end.Table.Create(new(label), now);

        public List<byte> Sent { get; } = [];

        public IEnumerable<DataChannelEventKind> ExpectedAtOtherEnd =>
        [
            DataChannelEventKind.Opened,
            .. Enumerable.Repeat(DataChannelEventKind.Message, 20),
            DataChannelEventKind.Closing,
            DataChannelEventKind.Closed,
        ];

        public void Run(Instant now)
        {
            while (_left > 0 && Channel.State == DataChannelState.Open)
            {
                _next ??= Next();
                if (end.Table.Send(Channel, isText: false, _next, now) != SendResult.Accepted) return;
                Sent.AddRange(_next);
                _next = null;
                if (--_left == 0) end.Table.Close(Channel, now);
            }
        }

        private byte[] Next()
        {
            var message = new byte[_random.Next(4) switch { 0 => 0, 1 => 1, 2 => _random.Next(2000), _ => _random.Next(30_000) }];
            if (message.Length >= 4) BinaryPrimitives.WriteInt32BigEndian(message, _random.Next());
            return message;
        }
    }
}

using NUnit.Framework;
using RtcPeer.Peer.Tests.Channels;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Fuzz;

/// <summary>A bare association throws seeded nonsense at a channel table, while the table's application goes on.</summary>
public class ChannelsFuzzTests
{
    private static readonly uint[] Ppids = [50, 50, 50, 51, 53, 56, 57, 0, 52];

    [Test]
    public void Whatever_comes_each_channel_lives_and_dies_in_order([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var options = new DataChannelOptions { MaxChannels = 20, MaxEarlyMessages = 16 };
        var pair = new ChannelPair(seed, new() { Latency = TimeSpan.FromMilliseconds(1) }, isBBare: true, options: options).Connect();
        var ours = new List<DataChannel>();
        for (var step = 0; step < 300; step++)
        {
            for (var i = random.Next(4); i > 0; i--) Attack(pair.B.Association, random, pair.Now);
            Use(pair.A.Table, ours, random, pair.Now);
            pair.RunFor(random.Next(5));
        }
        pair.RunFor(1000);

        Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Established), $"seed {seed}");
        Assert.That(pair.A.Table.Count, Is.LessThanOrEqualTo(20 + ours.Count), $"seed {seed}");
        foreach (var channel in pair.A.Events.Select(e => e.Channel).Distinct()) AssertLife(pair.A, channel, seed);
    }

    private static void Attack(SctpAssociation association, Random random, Instant now)
    {
        var stream = (ushort)random.Next(24);
        if (random.Next(6) == 0)
        {
            association.ResetStream(stream, now);
            return;
        }
        var payload = random.Next(3) switch
        {
            0 => Open(random),
            1 => [2],
            _ => Noise(random, 1 + random.Next(40)),
        };
        var options = new SendOptions(Unordered: random.Next(4) == 0, null, null);
        association.Send(stream, Ppids[random.Next(Ppids.Length)], payload, options, now);
    }

    private static void Use(DataChannelTable table, List<DataChannel> ours, Random random, Instant now)
    {
        if (ours.Count < 10 && random.Next(10) == 0) ours.Add(table.Create(new("ours") { Ordered = random.Next(2) == 0 }, now));
        if (ours.Count == 0) return;
        var channel = ours[random.Next(ours.Count)];
        if (random.Next(20) == 0) table.Close(channel, now);
        else table.Send(channel, isText: true, Noise(random, random.Next(10)), now);
        ours.RemoveAll(candidate => candidate.State == DataChannelState.Closed);
    }

    /// <summary>A valid OPEN, or one with a byte changed, or cut short.</summary>
    private static byte[] Open(Random random)
    {
        var open = new DataChannelOpen { Ordered = true, Label = "label"u8, Protocol = "p"u8 };
        var message = new byte[open.Length];
        open.Write(message);
        switch (random.Next(3))
        {
            case 0:
                message[random.Next(message.Length)] = (byte)random.Next(256);
                break;
            case 1:
                return message[..(1 + random.Next(message.Length - 1))];
        }
        return message;
    }

    private static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private static void AssertLife(ChannelEndpoint end, DataChannel channel, int seed)
    {
        var kinds = end.Events.Where(e => e.Channel == channel).Select(e => e.Kind).ToList();
        var mayNeverHaveOpened = !channel.IsIncoming && kinds is [DataChannelEventKind.Closed];
        Assert.That(kinds[0] == DataChannelEventKind.Opened || mayNeverHaveOpened, Is.True, $"seed {seed}: {channel}");
        Assert.That(kinds.Count(kind => kind == DataChannelEventKind.Opened), Is.LessThanOrEqualTo(1), $"seed {seed}: {channel}");
        Assert.That(kinds.Count(kind => kind == DataChannelEventKind.Closing), Is.LessThanOrEqualTo(1), $"seed {seed}: {channel}");
        var closed = kinds.IndexOf(DataChannelEventKind.Closed);
        Assert.That(closed < 0 || closed == kinds.Count - 1, Is.True, $"seed {seed}: {channel} has events after its end");
        Assert.That(closed >= 0, Is.EqualTo(channel.State == DataChannelState.Closed), $"seed {seed}: {channel}");
    }
}

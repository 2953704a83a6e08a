using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.PathMtu;

namespace RtcPeer.Peer.Tests.Sctp;

public class PathMtuTests
{
    private const int Base = 1160;
    private const int Ethernet = 1432;
    private const int Tunnel = 1352;
    private const int Largest = 16_336;

    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    private static readonly SctpOptions Options = new()
    {
        MaxPacketSize = Base, MaxProbedPacketSize = Largest, HeartbeatInterval = TimeSpan.Zero,
        CongestionControl = CongestionControl.Rfc9260,
    };

    [Test]
    public void Probes_follow_the_handshake_each_exactly_as_large_as_what_it_asks_for()
    {
        var peer = Connect();

        Assert.That(Sizes(peer), Is.EqualTo(new[] { Tunnel, Ethernet, Largest, 28 }));
        Assert.That(peer.Packets.Select(packet => Wire.Describe(packet)), Is.EqualTo(new[]
        {
            "HEARTBEAT, Pad", "HEARTBEAT, Pad", "HEARTBEAT, Pad", "HEARTBEAT",
        }));
        Assert.That(Chunks(peer.Packets[1]), Has.All.Matches<(ChunkType, int Length)>(chunk => chunk.Length % 4 == 0));
    }

    [Test]
    public void What_is_answered_is_used_at_once()
    {
        var peer = Connect();
        Answer(peer, peer.Packets[1]);
        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Ethernet));

        Answer(peer, peer.Packets[2]);
        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Largest));
        peer.Drain();
        peer.Send(60_000);
        peer.Drain();
        Assert.That(peer.Packets[0], Has.Length.InRange(Largest - 300, Largest));
    }

    [Test]
    public void No_chunk_of_data_is_larger_than_the_smallest_packet_takes()
    {
        var peer = Connect();
        Answer(peer, peer.Packets[2]);
        peer.Send(60_000);
        peer.Drain();

        Assert.That(
            peer.Packets.SelectMany(Chunks).Where(chunk => chunk.Type == ChunkType.Data).Select(chunk => chunk.Length),
            Is.All.LessThanOrEqualTo(Base - PacketHeader.Size));
    }

    [Test]
    public void An_answer_without_a_nonce_of_ours_or_for_the_second_time_makes_nothing_larger()
    {
        var peer = Connect();
        var (tunnel, large) = (peer.Packets[0], peer.Packets[2]);
        Answer(peer, tunnel);
        for (var i = 0; i < 1000; i++)
        {
            var forged = large.ToArray();
            new Random(i).NextBytes(forged.AsSpan(PacketHeader.Size + 8, 8));
            Answer(peer, forged);
        }
        var zero = large.ToArray();
        zero.AsSpan(PacketHeader.Size + 8, 8).Clear();
        Answer(peer, zero);
        peer.Receive("05000004");
        peer.Receive("05000008 00010004");
        Answer(peer, tunnel);

        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Tunnel));
        Assert.That(peer.Association.DroppedPackets, Is.EqualTo(1004));
    }

    [Test]
    public void Lost_probes_are_no_congestion_and_delay_no_data()
    {
        var peer = Connect();
        var cwnd = peer.Association.Cwnd;
        var log = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            peer.Run(50 * Ms);
            foreach (var packet in peer.Packets) AnswerUpTo(peer, packet, 0);
            peer.Send(100);
            var sent = peer.Drain();
            Assert.That(sent.Any(line => line.StartsWith("DATA", StringComparison.Ordinal)), Is.True);
            if (sent.Length > 1) Assert.That(sent[0], Does.StartWith("DATA"), "before any probe");
            log.AddRange(Sizes(peer));
            foreach (var packet in peer.Packets) AnswerUpTo(peer, packet, 0);
            peer.Now += 1 * Ms;
            peer.Sack(i);
        }

        Assert.That(peer.Association.Retransmissions, Is.Zero);
        Assert.That(peer.Association.Cwnd, Is.GreaterThanOrEqualTo(cwnd));
        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Base));
    }

    [Test]
    public void A_size_is_given_up_after_three_tries_and_tried_again_after_ten_minutes()
    {
        var peer = Connect();
        var tries = Live(peer, TimeSpan.FromSeconds(30), Base);
        Assert.That(tries.Count(size => size == 1192), Is.EqualTo(3), "MAX_PROBES of the size above the base");
        Assert.That(Live(peer, TimeSpan.FromSeconds(500), Base), Is.Empty);

        Live(peer, TimeSpan.FromSeconds(200), Ethernet);
        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Ethernet));
    }

    [Test]
    public void A_path_that_is_dead_for_the_moment_says_nothing_about_sizes()
    {
        var peer = Connect();
        peer.Run(TimeSpan.FromSeconds(60));

        Live(peer, TimeSpan.FromSeconds(60), Largest);

        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Largest));
    }

    [Test]
    public void An_answer_that_comes_late_counts()
    {
        var peer = Connect();
        var first = peer.Packets[2];
        Live(peer, TimeSpan.FromSeconds(1), Base);

        Answer(peer, first);

        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Largest));
    }

    [Test]
    public void Three_lost_packets_of_a_size_of_which_none_arrives_any_more_lead_back_to_the_smallest()
    {
        var peer = Connect();
        Answer(peer, peer.Packets[1]);
        peer.Drain();
        peer.Send(40_000);
        peer.Drain();
        Assert.That(peer.Packets.Count(packet => packet.Length > Base), Is.GreaterThan(3));

        // The probe of the tail is small, and arrives.
        var probe = peer.Run(600 * Ms).First(line => line.Packet.StartsWith("DATA", StringComparison.Ordinal));
        Assert.That(probe.After, Is.LessThan(TimeSpan.FromSeconds(1)));
        var last = int.Parse(probe.Packet.Split(' ')[1], null);
        peer.Sack(-1, 1_000_000, (last, last));
        var again = peer.Run(400 * Ms);

        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Base));
        Assert.That(again.Select(line => line.Packet), Has.Some.StartsWith("DATA 0"));
        Assert.That(
            peer.Packets.Where(packet => Wire.HasChunk(packet, ChunkType.Data)).Select(packet => packet.Length),
            Is.All.LessThanOrEqualTo(Base));
    }

    [Test]
    public void Silence_for_a_whole_timeout_leads_back_to_the_smallest()
    {
        var peer = Connect();
        Answer(peer, peer.Packets[2]);
        peer.Drain();
        peer.Send(40_000);
        var log = peer.Run(TimeSpan.FromSeconds(5));

        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Base));
        Assert.That(log.Last(line => line.Packet.StartsWith("DATA", StringComparison.Ordinal)).Packet, Does.StartWith("DATA 0"));
    }

    [Test]
    public void What_our_own_link_refuses_is_not_waited_for()
    {
        var peer = Connect();
        peer.Association.OnPacketRefused(Largest, peer.Now);
        Answer(peer, peer.Packets[0]);
        Answer(peer, peer.Packets[1]);
        var next = Sizes(peer, drain: true);
        Assert.That(next, Has.None.EqualTo(Largest));
        foreach (var size in next.Where(size => size > Ethernet)) peer.Association.OnPacketRefused(size, peer.Now);
        Assert.That(peer.Run(TimeSpan.FromSeconds(60)), Is.Empty, "the limit is known without a lost probe");
        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Ethernet));

        peer.Association.OnPacketRefused(Ethernet, peer.Now);
        Assert.That(peer.Association.MaxPacketSize, Is.LessThan(Ethernet), "the link has become narrower");
    }

    [Test]
    public void On_another_path_all_begins_anew_and_answers_of_the_old_one_count_no_more()
    {
        var peer = Connect();
        var old = peer.Packets[2];
        Answer(peer, peer.Packets[1]);
        peer.Association.OnPathChanged();
        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Base));

        Answer(peer, old);
        Assert.That(peer.Association.MaxPacketSize, Is.EqualTo(Base));
        Assert.That(Sizes(peer, drain: true), Is.EqualTo(new[] { Tunnel, Ethernet, Largest, 28 }));
    }

    [Test]
    public void Without_a_larger_packet_allowed_there_is_no_probe()
    {
        var peer = Connect(Options with { MaxProbedPacketSize = Base });

        Assert.That(peer.Packets, Is.Empty);
        Assert.That(peer.Association.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void Several_heartbeats_of_the_other_end_are_answered_and_padding_is_skipped()
    {
        var peer = RawPeer.Established();
        peer.Receive("04000010 0001000C 0102030405060708 84000008 00000000");
        peer.Receive("0400000C 00010008 0A0B0C0D 84000004");

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "HEARTBEAT ACK, HEARTBEAT ACK" }));
        Assert.That(Convert.ToHexString(peer.Packets[0].AsSpan(PacketHeader.Size)), Is.EqualTo(
            "050000100001000C0102030405060708" + "0500000C000100080A0B0C0D"));
    }

    [Test]
    public void A_flood_of_heartbeats_gets_few_answers()
    {
        var peer = RawPeer.Established();
        for (var i = 0; i < 10_000; i++) peer.Receive("04000010 0001000C 0102030405060708");

        Assert.That(peer.Drain(), Has.Length.EqualTo(1));
    }

    [Test]
    public void The_search_finds_the_largest_size_of_every_path_in_a_few_rounds()
    {
        var sizes = Plateaus.Of(Options);
        Span<int> chosen = stackalloc int[3];
        for (var mtu = Base; mtu <= Largest + 4; mtu += 4)
        {
            var search = new PathMtuSearch(sizes);
            var rounds = 0;
            while (search.Choose(chosen) is > 0 and var count)
            {
                rounds++;
                foreach (var size in chosen[..count])
                {
                    if (size <= mtu) search.OnAnswered(size);
                    else search.OnMissed(size);
                }
            }
            Assert.That(search.Size, Is.EqualTo(sizes.Last(size => size <= mtu)), $"{mtu}");
            Assert.That(rounds, Is.LessThanOrEqualTo(6), $"{mtu}");
        }
    }

    /// <summary>An association that is up, and what it has written after its COOKIE ACK.</summary>
    private static RawPeer Connect(SctpOptions? options = null)
    {
        var peer = new RawPeer(options ?? Options);
        peer.Receive(0, RawPeer.Init());
        var cookie = peer.TakeInitAck();
        peer.Receive(peer.TheirTag, RawPeer.CookieEcho(cookie));
        Assert.That(peer.Drain()[0], Is.EqualTo("COOKIE ACK"), "no probe is before it");
        peer.Packets.RemoveAt(0);
        return peer;
    }

    /// <summary>Lets time pass over a path that carries packets up to that size; gives the sizes that were tried beyond it.</summary>
    private static List<int> Live(RawPeer peer, TimeSpan span, int mtu)
    {
        var tried = new List<int>();
        var end = peer.Now + span;
        while (peer.Association.NextDeadline <= end)
        {
            peer.Now = Instant.Later(peer.Now, peer.Association.NextDeadline);
            peer.Association.Tick(peer.Now);
            while (peer.Drain().Length > 0)
            {
                tried.AddRange(peer.Packets.Where(packet => packet.Length > mtu).Select(packet => packet.Length));
                peer.Now += 1 * Ms;
                foreach (var packet in peer.Packets) AnswerUpTo(peer, packet, mtu);
            }
        }
        peer.Now = end;
        return tried;
    }

    private static void AnswerUpTo(RawPeer peer, byte[] packet, int mtu)
    {
        if (packet.Length <= Math.Max(mtu, 28) && Wire.HasChunk(packet, ChunkType.Heartbeat)) Answer(peer, packet);
    }

    /// <summary>The HEARTBEAT ACK of that packet's HEARTBEAT, which is its first chunk.</summary>
    private static void Answer(RawPeer peer, byte[] packet)
    {
        var info = packet[(PacketHeader.Size + 4)..(PacketHeader.Size + 16)];
        peer.Receive((ref ByteWriter writer) =>
        {
            var start = writer.BeginChunk(ChunkType.HeartbeatAck);
            writer.WriteBytes(info);
            writer.EndChunk(start);
        });
    }

    private static int[] Sizes(RawPeer peer, bool drain = false)
    {
        if (drain) peer.Drain();
        return [.. peer.Packets.Select(packet => packet.Length)];
    }

    private static List<(ChunkType Type, int Length)> Chunks(byte[] packet)
    {
        var chunks = new List<(ChunkType, int)>();
        var reader = new ChunkReader(packet.AsSpan(PacketHeader.Size));
        while (reader.TryRead(out var chunk)) chunks.Add((chunk.Type, chunk.Value.Length + Chunk.HeaderSize));
        return chunks;
    }
}

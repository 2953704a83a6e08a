using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

public class HandshakeTests
{
    private static readonly SctpOptions Options = new() { HeartbeatInterval = TimeSpan.Zero };
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    private readonly byte[] _buffer = new byte[2048];

    [Test]
    public void One_end_connects_and_the_other_answers()
    {
        var (a, b) = (Make(1), Make(2));
        var now = new Instant(0);
        a.Connect(now);

        Assert.That(Pass(a, b, now), Is.EqualTo("INIT"));
        Assert.That(b.State, Is.EqualTo(SctpState.Closed), "an INIT leaves nothing behind");
        Assert.That(Pass(b, a, now), Is.EqualTo("INIT ACK"));
        Assert.That(a.State, Is.EqualTo(SctpState.CookieEchoed));
        Assert.That(Pass(a, b, now), Is.EqualTo("COOKIE ECHO"));
        Assert.That(b.State, Is.EqualTo(SctpState.Established));
        Assert.That(Pass(b, a, now), Is.EqualTo("COOKIE ACK"));
        Assert.That(a.State, Is.EqualTo(SctpState.Established));
        Assert.That(a.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void Both_ends_connect_at_once()
    {
        var (a, b) = (Make(1), Make(2));
        var now = new Instant(0);
        a.Connect(now);
        b.Connect(now);

        // A -> INIT -> B, and at the same time the other way round.
        var fromA = Write(a, now);
        var fromB = Write(b, now);
        a.Receive(fromB, now);
        b.Receive(fromA, now);
        Assert.That(Pass(a, b, now), Is.EqualTo("INIT ACK"));
        Assert.That(Pass(b, a, now), Is.EqualTo("INIT ACK"));
        Assert.That(Pass(a, b, now), Is.EqualTo("COOKIE ECHO"));
        Assert.That(b.State, Is.EqualTo(SctpState.Established));
        // B's COOKIE ECHO is needed no more.
        Assert.That(Pass(b, a, now), Is.EqualTo("COOKIE ACK"));
        Assert.That(a.State, Is.EqualTo(SctpState.Established));
        AssertTalk(a, b, now);
        AssertTalk(b, a, now);
    }

    [Test]
    public void An_INIT_crossing_our_COOKIE_ECHO_does_no_harm()
    {
        var (a, b) = (Make(1), Make(2));
        var now = new Instant(0);
        a.Connect(now);
        Pass(a, b, now);
        Pass(b, a, now);
        b.Connect(now);
        Assert.That(Pass(b, a, now), Is.EqualTo("INIT"));
        Assert.That(a.State, Is.EqualTo(SctpState.CookieEchoed));
        Assert.That(Pass(a, b, now), Is.EqualTo("INIT ACK"));
        Assert.That(Pass(b, a, now), Is.EqualTo("COOKIE ECHO"));
        Assert.That(a.State, Is.EqualTo(SctpState.Established));
        Assert.That(Pass(a, b, now), Is.EqualTo("COOKIE ACK"));
        Assert.That(b.State, Is.EqualTo(SctpState.Established));
        AssertTalk(a, b, now);
        AssertTalk(b, a, now);
    }

    [Test]
    public void Data_goes_with_the_COOKIE_ECHO()
    {
        var (a, b) = (Make(1), Make(2));
        var now = new Instant(0);
        Assert.That(a.Send(7, 51, "hello"u8, default, now), Is.EqualTo(SendResult.Accepted));
        a.Connect(now);
        Pass(a, b, now);
        Pass(b, a, now);

        Assert.That(Wire.Describe(Receive(b, Write(a, now), now)), Does.StartWith("COOKIE ECHO, I-DATA").And.EndWith("7:0.0 BEI 5"));
        Assert.That(Wire.Describe(Write(b, now)), Does.StartWith("COOKIE ACK, SACK"));
        b.TryNextEvent(out var connected);
        b.TryNextEvent(out var message);
        Assert.That(connected.Kind, Is.EqualTo(SctpEventKind.Connected));
        Assert.That(message.Payload, Is.EqualTo("hello"u8.ToArray()));
    }

    [Test]
    public void A_lost_INIT_is_repeated_with_backoff_up_to_the_limit()
    {
        var peer = new RawPeer(Options with { InitialRto = 100 * Ms, RtoMax = 500 * Ms, MaxRetransmissions = 6 });
        peer.Association.Connect(peer.Now);

        var log = peer.Run(TimeSpan.FromMinutes(1));

        Assert.That(log.Select(line => line.Packet), Is.All.EqualTo("INIT"));
        Assert.That(
            log.Select(line => line.After.TotalMilliseconds), Is.EqualTo(new[] { 0, 100, 300, 700, 1200, 1700, 2200 }));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.TooManyRetransmissions));
        Assert.That(peer.Association.HasEnded, Is.True);
    }

    [Test]
    public void A_lost_COOKIE_ECHO_is_repeated_with_its_data()
    {
        var peer = new RawPeer(Options with { InitialRto = 100 * Ms });
        peer.Send("hello");
        peer.Association.Connect(peer.Now);
        peer.TakeInit();
        peer.Receive(RawPeer.Init(type: ChunkType.InitAck, cookie: [1, 2, 3]));

        var log = peer.Run(250 * Ms);

        Assert.That(log, Has.Count.EqualTo(2));
        Assert.That(log[0].Packet, Is.EqualTo("COOKIE ECHO, DATA 0 1:0 BEI 5"));
        Assert.That(log[1].Packet, Is.EqualTo("COOKIE ECHO, DATA 0 1:0 BEI 5"));
        Assert.That(peer.Association.Timeouts, Is.Zero);
    }

    [Test]
    public void A_lost_COOKIE_ACK_is_repeated()
    {
        var peer = new RawPeer(Options);
        peer.Receive(0, RawPeer.Init());
        var cookie = peer.TakeInitAck();
        peer.Receive(RawPeer.CookieEcho(cookie));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "COOKIE ACK" }));
        peer.Receive(RawPeer.CookieEcho(cookie));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "COOKIE ACK" }));
        Assert.That(peer.Events().Single().Kind, Is.EqualTo(SctpEventKind.Connected), "told once");
    }

    [Test]
    public void A_cookie_with_a_flipped_bit_is_dropped()
    {
        var peer = new RawPeer(Options);
        peer.Receive(0, RawPeer.Init());
        var cookie = peer.TakeInitAck();
        for (var bit = 0; bit < cookie.Length * 8; bit++)
        {
            cookie[bit / 8] ^= (byte)(1 << bit % 8);
            peer.Receive(RawPeer.CookieEcho(cookie));
            cookie[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.That(peer.Association.State, Is.EqualTo(SctpState.Closed), $"bit {bit}");
        }
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Association.DroppedPackets, Is.EqualTo(cookie.Length * 8));
        peer.Receive(RawPeer.CookieEcho(cookie));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
    }

    [Test]
    public void A_cookie_of_another_association_is_dropped()
    {
        var other = new RawPeer(Options, seed: 2);
        other.Receive(0, RawPeer.Init());
        var foreign = other.TakeInitAck();
        var peer = new RawPeer(Options);
        peer.Receive(0, RawPeer.Init());
        peer.TakeInitAck();

        peer.Receive(RawPeer.CookieEcho(foreign));
        peer.Receive(other.TheirTag, RawPeer.CookieEcho(foreign));

        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Closed));
    }

    [Test]
    public void A_cookie_lives_for_its_lifetime_and_no_longer()
    {
        var peer = new RawPeer(Options with { CookieLifetime = TimeSpan.FromSeconds(10) });
        peer.Receive(0, RawPeer.Init());
        var cookie = peer.TakeInitAck();

        peer.Now += TimeSpan.FromSeconds(10.1);
        peer.Receive(RawPeer.CookieEcho(cookie));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Closed));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "ERROR StaleCookie" }));
        Assert.That(Convert.ToHexString(peer.Packets[0].AsSpan(12)), Is.EqualTo("0900000C" + "00030008" + "000186A0"));

        peer.Now -= TimeSpan.FromSeconds(0.2);
        peer.Receive(RawPeer.CookieEcho(cookie));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
    }

    [Test]
    public void Our_stale_cookie_makes_us_begin_again()
    {
        var peer = new RawPeer(Options);
        peer.Association.Connect(peer.Now);
        peer.TakeInit();
        peer.Receive(RawPeer.Init(type: ChunkType.InitAck, cookie: [1, 2, 3]));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "COOKIE ECHO" }));

        peer.Receive("0900000C 00030008 00000001");

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "INIT" }));
        peer.Receive(RawPeer.Init(type: ChunkType.InitAck, cookie: [4]));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "COOKIE ECHO" }));
        peer.Receive(RawPeer.Empty(ChunkType.CookieAck));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
    }

    [Test]
    public void An_INIT_to_an_established_association_gets_a_new_tag_and_changes_nothing()
    {
        var peer = RawPeer.Established();
        var (tag, first) = (peer.TheirTag, peer.TheirFirstTsn);
        peer.Receive(0, RawPeer.Init(tag: 0x77777777));
        peer.TakeInitAck();

        Assert.That(peer.TheirTag, Is.Not.EqualTo(tag));
        Assert.That(peer.TheirFirstTsn, Is.EqualTo(first));
        peer.Receive(tag, RawPeer.Data(0, "still here"));
        Assert.That(peer.Texts(), Is.EqualTo(new[] { "still here" }));
    }

    [Test]
    public void A_peer_that_has_begun_anew_ends_the_association()
    {
        var peer = RawPeer.Established();
        peer.Receive(0, RawPeer.Init(tag: 0x77777777));
        var cookie = peer.TakeInitAck();
        peer.Receive(RawPeer.CookieEcho(cookie));

        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.PeerRestarted));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "ABORT None" }));
        Assert.That(Convert.ToHexString(peer.Packets[0].AsSpan(4, 4)), Is.EqualTo("77777777"));
    }

    [TestCase(0, 1000, 0x11)]
    [TestCase(1000, 0, 0x11)]
    public void Zero_streams_are_refused(int outbound, int inbound, int tag)
    {
        var peer = new RawPeer(Options);
        peer.Receive(0, (ref ByteWriter writer) =>
        {
            var start = writer.BeginChunk(ChunkType.Init);
            new InitChunk
            {
                InitiateTag = (uint)tag, OutboundStreams = (ushort)outbound, InboundStreams = (ushort)inbound,
            }.WriteFixed(ref writer);
            writer.EndChunk(start);
        });

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "ABORT InvalidMandatoryParameter" }));
    }

    [Test]
    public void An_INIT_with_a_zero_tag_or_in_company_or_with_a_tag_in_its_header_is_dropped()
    {
        var peer = new RawPeer(Options);
        peer.Receive(0, RawPeer.Init(tag: 0));
        peer.Receive(1, RawPeer.Init());
        peer.Receive(0, (ref ByteWriter writer) =>
        {
            RawPeer.Init()(ref writer);
            RawPeer.Data(0, "x")(ref writer);
        });

        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Association.DroppedPackets, Is.EqualTo(3));
    }

    [Test]
    public void Unknown_parameters_are_treated_as_their_highest_bits_say()
    {
        // 0x8001 skip, 0xC123 skip and report, 0x4005 stop and report; what stands behind the last is not read.
        var peer = new RawPeer(Options);
        peer.Association.Receive(
            Wire.Packet(0, "0100002C 0BADCAFE 000F4240 0010 0010 00000000 80010008 00000001 C1230006 AABB0000 40050004 C1240004"),
            peer.Now);

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "INIT ACK" }));
        var hex = Convert.ToHexString(peer.Packets[0]);
        Assert.That(hex, Does.EndWith("0008000A" + "C1230006AABB0000" + "00080008" + "40050004"));
    }

    [Test]
    public void Streams_are_the_fewer_of_what_both_ends_offer()
    {
        var peer = RawPeer.Established(streams: 16);

        Assert.That(peer.Association.OutgoingStreams, Is.EqualTo(16));
        Assert.That(peer.Send("x", stream: 15), Is.EqualTo(SendResult.Accepted));
        Assert.That(peer.Send("x", stream: 16), Is.EqualTo(SendResult.NoSuchStream));
    }

    [Test]
    public void The_handshake_measures_the_round_trip()
    {
        var pair = new SctpPair(1, new() { Latency = 30 * Ms }, Options, Options);
        pair.A.Association.Connect(pair.Now);
        pair.Loop.RunUntil(() => pair.A.IsConnected, TimeSpan.FromSeconds(1));

        Assert.That(pair.A.Association.SmoothedRoundTripTime, Is.EqualTo(60 * Ms));
    }

    private static SctpAssociation Make(int seed) => new(Options, new SeededEntropy(seed));

    private static byte[] Receive(SctpAssociation to, byte[] packet, Instant now)
    {
        to.Receive(packet, now);
        return packet;
    }

    private static void AssertTalk(SctpAssociation from, SctpAssociation to, Instant now)
    {
        var buffer = new byte[2048];
        while (to.TryNextEvent(out _))
        {
        }
        Assert.That(from.Send(1, 51, "hi"u8, default, now), Is.EqualTo(SendResult.Accepted));
        while (from.TryWrite(buffer, now, out var length)) to.Receive(buffer.AsSpan(0, length), now);
        Assert.That(to.TryNextEvent(out var e) && e.Kind == SctpEventKind.Message, Is.True);
        while (to.TryWrite(buffer, now, out var length)) from.Receive(buffer.AsSpan(0, length), now);
        Assert.That(from.UnacknowledgedTotal, Is.Zero);
    }

    private byte[] Write(SctpAssociation from, Instant now) =>
        from.TryWrite(_buffer, now, out var length) ? _buffer[..length] : [];

    private string Pass(SctpAssociation from, SctpAssociation to, Instant now) =>
        Wire.Describe(Receive(to, Write(from, now), now));
}

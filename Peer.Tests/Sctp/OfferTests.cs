using NUnit.Framework;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>What INIT and INIT ACK announce, and what becomes of it with an end that does not understand it.</summary>
public class OfferTests
{
    private const int Bare = PacketHeader.Size + 20;
    private const int Basic = Bare + 12;
    private const int Full = Bare + 20;

    private static readonly SctpOptions Options = new() { HeartbeatInterval = TimeSpan.Zero };
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [TestCase(true, true, "80010008 00000001 C0000004 80080008 82C040C2")]
    [TestCase(false, true, "C0000004 80080008 82C040C2")]
    [TestCase(true, false, "80010008 00000001 C0000004 80080006 82C00000")]
    [TestCase(false, false, "C0000004 80080006 82C00000")]
    public void An_INIT_announces_what_is_switched_on(bool zeroChecksum, bool interleaving, string parameters)
    {
        var peer = new RawPeer(Options with { ZeroChecksum = zeroChecksum, Interleaving = interleaving });
        peer.Association.Connect(peer.Now);
        peer.TakeInit();

        Assert.That(
            Convert.ToHexString(peer.Packets[0].AsSpan(Bare)),
            Is.EqualTo(parameters.Replace(" ", string.Empty, StringComparison.Ordinal)));
    }

    [Test]
    public void An_INIT_ACK_announces_no_more_than_the_INIT_did()
    {
        var peer = new RawPeer(Options);
        peer.Receive(0, RawPeer.Init());
        peer.TakeInitAck();
        var basic = Convert.ToHexString(peer.Packets[0]);
        peer.Receive(0, RawPeer.Init(PeerFeatures.All));
        peer.TakeInitAck();

        Assert.That(basic, Does.EndWith("C0000004800800" + "0682C00000"));
        Assert.That(Convert.ToHexString(peer.Packets[0]), Does.EndWith("8001000800000001C00000048008000882C040C2"));
    }

    [Test]
    public void After_some_silence_an_INIT_announces_less_and_then_now_and_then_nothing()
    {
        var peer = new RawPeer(Options with { InitialRto = 100 * Ms, RtoMax = 100 * Ms });
        peer.Association.Connect(peer.Now);
        var sizes = new List<int>();
        var tags = new List<uint>();
        for (var i = 0; i < 10; i++)
        {
            peer.Association.Tick(peer.Now);
            peer.TakeInit();
            sizes.Add(peer.Packets.Single().Length);
            tags.Add(peer.TheirTag);
            peer.Now += 100 * Ms;
        }

        Assert.That(sizes, Is.EqualTo(new[] { Full, Full, Full, Basic, Basic, Bare, Basic, Bare, Basic, Bare }));
        Assert.That(tags[..3].Distinct().Count(), Is.EqualTo(1));
        Assert.That(tags[3..].Distinct().Count(), Is.EqualTo(1));
        Assert.That(tags[3], Is.Not.EqualTo(tags[2]), "an answer to the full offer is not one to the lesser");
    }

    [Test]
    public void An_answer_to_an_offer_that_we_have_given_up_is_not_taken()
    {
        var peer = new RawPeer(Options with { InitialRto = 100 * Ms, RtoMax = 100 * Ms });
        peer.Association.Connect(peer.Now);
        peer.TakeInit();
        var old = peer.TheirTag;
        peer.Run(310 * Ms);
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.CookieWait));
        peer.Receive(old, RawPeer.Init(PeerFeatures.All, type: ChunkType.InitAck, cookie: [1]));

        Assert.That(peer.Association.State, Is.EqualTo(SctpState.CookieWait));
    }

    [Test]
    public void An_INIT_that_is_aborted_is_tried_again_with_less_until_nothing_is_left()
    {
        // -> INIT -> ABORT -> INIT (basic) -> ABORT -> INIT (bare) -> ABORT
        var peer = new RawPeer(Options);
        peer.Association.Connect(peer.Now);
        var sizes = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            peer.TakeInit();
            sizes.Add(peer.Packets[0].Length);
            peer.Receive(RawPeer.Empty(ChunkType.Abort));
        }

        Assert.That(sizes, Is.EqualTo(new[] { Full, Basic, Bare }));
        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.AbortedByPeer));
        Assert.That(peer.Drain(), Is.Empty);
    }

    [Test]
    public void An_INIT_that_is_aborted_once_leads_to_an_association_in_the_old_manner()
    {
        var peer = new RawPeer(Options);
        peer.Association.Connect(peer.Now);
        peer.TakeInit();
        peer.Receive(RawPeer.Empty(ChunkType.Abort));
        peer.TakeInit();
        // It says that it can, but was not asked.
        peer.Receive(RawPeer.Init(PeerFeatures.All, type: ChunkType.InitAck, cookie: [1, 2, 3]));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "COOKIE ECHO" }));
        peer.Receive(RawPeer.Empty(ChunkType.CookieAck));
        peer.Send("x");

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "DATA 0 1:0 BEI 1" }));
        Assert.That(PacketHeader.TryRead(peer.Packets[0], out _), Is.True, "with its checksum");
    }

    [Test]
    public void An_ABORT_after_the_INIT_ACK_is_believed()
    {
        var peer = new RawPeer(Options);
        peer.Association.Connect(peer.Now);
        peer.TakeInit();
        peer.Receive(RawPeer.Init(type: ChunkType.InitAck, cookie: [1, 2, 3]));
        peer.Drain();
        peer.Receive(RawPeer.Empty(ChunkType.Abort));

        Assert.That(peer.Events().Single().Reason, Is.EqualTo(SctpCloseReason.AbortedByPeer));
    }

    [Test]
    public void An_end_that_announces_the_same_is_told_everything_again()
    {
        // -> INIT, INIT, INIT, INIT (basic); <- INIT (full); -> INIT ACK (full), INIT (full)
        var peer = new RawPeer(Options with { InitialRto = 100 * Ms, RtoMax = 100 * Ms });
        peer.Association.Connect(peer.Now);
        peer.Run(310 * Ms);
        peer.Receive(0, RawPeer.Init(PeerFeatures.All));

        Assert.That(peer.Drain(), Is.EqualTo(new[] { "INIT ACK", "INIT" }));
        Assert.That(Convert.ToHexString(peer.Packets[0]), Does.EndWith("8001000800000001C00000048008000882C040C2"));
        Assert.That(peer.Packets[1], Has.Length.EqualTo(Full));
        var log = peer.Run(1000 * Ms);
        Assert.That(log.Select(line => line.Packet), Is.All.EqualTo("INIT"));
        Assert.That(peer.Packets.Concat(peer.Packets).All(packet => packet.Length == Full), Is.True, "and from then on");
    }

    [Test]
    public void Both_ends_agree_whatever_of_their_handshake_is_lost([Range(0, 299)] int seed)
    {
        var random = new Random(seed);
        var conditions = new LinkConditions
        {
            Latency = random.Next(100) * Ms, Jitter = random.Next(100) * Ms, Loss = 0.5, Duplication = 0.2, Reordering = 0.3,
        };
        var options = Options with { InitialRto = random.Next(20, 500) * Ms, CookieLifetime = TimeSpan.FromMinutes(1) };
        var pair = new SctpPair(seed, conditions, options, options with { Interleaving = seed % 3 > 0, ZeroChecksum = seed % 2 > 0 });
        pair.A.Outbox.Enqueue(new(1, 51, new byte[3000]));
        pair.B.Outbox.Enqueue(new(1, 51, new byte[3000]));
        pair.Connect();
        pair.Loop.RunUntil(() => pair.A.Messages.Count == 1 && pair.B.Messages.Count == 1, TimeSpan.FromMinutes(3), "both messages");

        var (a, b) = (pair.A.Association.Stats, pair.B.Association.Stats);
        Assert.That(a.Interleaves, Is.EqualTo(b.Interleaves), $"Seed {seed}");
        if (seed % 3 == 0) Assert.That(a.Interleaves, Is.False, $"Seed {seed}");
        if (seed % 2 == 0) Assert.That(a.OmitsChecksum || b.OmitsChecksum, Is.False, $"Seed {seed}");
        Assert.That(pair.A.Closed ?? pair.B.Closed, Is.Null, $"Seed {seed}");
    }

    [Test]
    public void Both_ends_beginning_at_once_agree_on_everything()
    {
        var pair = new SctpPair(1, new() { Latency = 20 * Ms }, Options, Options).Connect();

        Assert.That(pair.A.Association.Stats, Has.Property(nameof(SctpStats.Interleaves)).True);
        Assert.That(pair.B.Association.Stats, Has.Property(nameof(SctpStats.Interleaves)).True);
        Assert.That(pair.A.Association.Stats.OmitsChecksum && pair.B.Association.Stats.OmitsChecksum, Is.True);
    }
}

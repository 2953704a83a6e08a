using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Session;

public class PeerSessionTests
{
    private static readonly TimeSpan NoDelay = TimeSpan.Zero;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly LinkConditions Lan = new() { Latency = TimeSpan.FromMilliseconds(1) };

    [Test]
    public void Opens_a_channel_within_few_round_trips()
    {
        var (pair, _) = Start(Lan);
        pair.Negotiate(NoDelay);

        pair.Loop.RunUntil(() => pair.Callee.Opened.Count == 1, TimeSpan.FromMilliseconds(40), "the open channel");

        Assert.That(pair.Callee.Opened[0].Label, Is.EqualTo("chat"));
        Assert.That(pair.Caller.States, Is.EqualTo(new[] { SessionState.Connecting, SessionState.Connected }));
    }

    [Test]
    public void Several_channels_share_one_connection()
    {
        var (pair, chat) = Start(Lan);
        var second = pair.Caller.Session.CreateDataChannel(new("second") { Ordered = false }, pair.Loop.Now);
        Connect(pair);
        var third = pair.Callee.Session.CreateDataChannel(new("第三") { Protocol = "p" }, pair.Loop.Now);
        pair.Caller.Send(chat, isText: true, "one"u8.ToArray());
        pair.Caller.Send(second, isText: false, "two"u8.ToArray());
        pair.Callee.Send(third, isText: true, "three"u8.ToArray());

        pair.Loop.RunUntil(() => pair.Callee.Opened.Count == 3 && pair.Caller.Opened.Count == 3, Limit, "three channels");
        pair.Loop.RunFor(TimeSpan.FromSeconds(1));

        string[] Received(SimulatedPeer peer) =>
            [.. peer.Opened.SelectMany(c => peer.ReceivedOn(c).Select(m => $"{c.Label}/{c.Protocol}/{c.Ordered}: {m}")).Order()];
        Assert.That(Received(pair.Callee), Is.EqualTo(new[]
        {
            $"chat//True: {SimulatedPeer.Describe(true, "one"u8)}",
            $"second//False: {SimulatedPeer.Describe(false, "two"u8)}",
        }));
        Assert.That(Received(pair.Caller), Is.EqualTo(new[] { $"第三/p/True: {SimulatedPeer.Describe(true, "three"u8)}" }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_wrong_fingerprint_ends_it_before_any_data(bool inOffer)
    {
        var (pair, chat) = Start(Lan);
        pair.Describe(pair.Caller, pair.Callee, isOffer: true, NoDelay, inOffer ? SwapFingerprint : null);
        pair.Describe(pair.Callee, pair.Caller, isOffer: false, NoDelay, inOffer ? null : SwapFingerprint);
        pair.Trickle(pair.Caller, pair.Callee);
        pair.Trickle(pair.Callee, pair.Caller);
        var deceived = inOffer ? pair.Callee : pair.Caller;
        var other = inOffer ? pair.Caller : pair.Callee;

        pair.Loop.RunUntil(() => deceived.Failure is not null && other.Failure is not null, Limit, "the failure");
        pair.Loop.RunFor(TimeSpan.FromSeconds(5));

        Assert.That(deceived.Failure!.Kind, Is.EqualTo(SessionFailureKind.FingerprintMismatch));
        Assert.That(other.Failure!.Kind, Is.EqualTo(SessionFailureKind.Dtls));
        Assert.That(pair.Callee.Opened, Is.Empty);
        Assert.That(pair.Caller.Closed, Is.EqualTo(new Dictionary<DataChannel, bool> { [chat] = false }));
    }

    [Test]
    public void A_handshake_from_an_address_that_ICE_does_not_know_is_dropped()
    {
        var (pair, _) = Start(Lan);
        var (spy, _) = Start(Lan);
        spy.Negotiate(NoDelay);
        var hello = CaptureHandshake(spy);
        var attacker = TransportAddress.Create([10, 6, 6, 6], 666);
        pair.Negotiate(NoDelay);

        pair.Callee.Session.Receive(hello.ToArray(), new(pair.Callee.Address, attacker), pair.Loop.Now);
        pair.Caller.Session.Receive(hello.ToArray(), new(pair.Caller.Address, attacker), pair.Loop.Now);

        Assert.That(pair.Callee.Session.DroppedDatagrams, Is.EqualTo(1));
        Assert.That(pair.Caller.Session.DroppedDatagrams, Is.EqualTo(1));
        pair.Loop.RunUntil(() => pair.Callee.Opened.Count == 1, Limit, "the open channel");
    }

    [Test]
    public void Junk_disturbs_nothing()
    {
        var (pair, chat) = Start(Lan);
        Connect(pair);
        var random = new Random(1);
        foreach (var peer in new[] { pair.Caller, pair.Callee })
        {
            var other = peer == pair.Caller ? pair.Callee : pair.Caller;
            for (var i = 0; i < 10_000; i++)
            {
                var junk = new byte[random.Next(100)];
                random.NextBytes(junk);
                peer.Session.Receive(junk, new(peer.Address, other.Address), pair.Loop.Now);
            }
        }

        pair.Caller.Send(chat, isText: true, "still here"u8.ToArray());
        pair.Loop.RunUntil(() => pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count == 1, Limit, "the message");
    }

    [Test]
    public void Silence_is_noticed_within_35_seconds()
    {
        var (pair, chat) = Start(Lan);
        Connect(pair);
        var cut = pair.Loop.Now;
        pair.Network.Conditions = new() { Loss = 1 };

        pair.Loop.RunUntil(() => pair.Caller.Failure is not null, TimeSpan.FromSeconds(35), "the loss");

        Assert.That(pair.Caller.Failure!.Kind, Is.EqualTo(SessionFailureKind.Lost));
        Assert.That(pair.Caller.States, Does.Contain(SessionState.Disconnected));
        Assert.That(pair.Caller.Closed, Is.EqualTo(new Dictionary<DataChannel, bool> { [chat] = false }));
        Assert.That(pair.Loop.Now - cut, Is.GreaterThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void A_path_that_comes_back_goes_on()
    {
        var (pair, chat) = Start(Lan);
        Connect(pair);
        pair.Network.Conditions = new() { Loss = 1 };
        pair.Loop.RunUntil(() => pair.Caller.States.Contains(SessionState.Disconnected), Limit, "the disconnection");
        pair.Caller.Send(chat, isText: true, "patience"u8.ToArray());
        pair.Network.Conditions = Lan;

        pair.Loop.RunUntil(() => pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count == 1, Limit, "the message");
        pair.Loop.RunUntil(() => pair.Caller.Session.State == SessionState.Connected, Limit, "the connection");
    }

    [Test]
    public void Closing_tells_the_other_end_at_once()
    {
        var (pair, _) = Start(Lan);
        Connect(pair);
        pair.Caller.Session.Close(pair.Loop.Now);

        pair.Loop.RunUntil(() => pair.Callee.Failure is not null, TimeSpan.FromMilliseconds(5), "the news");

        Assert.That(pair.Callee.Failure!.Kind, Is.EqualTo(SessionFailureKind.ClosedByRemote));
        Assert.That(pair.Callee.Session.State, Is.EqualTo(SessionState.Closed));
    }

    [Test]
    public void A_handshake_that_is_ahead_of_the_answer_is_kept()
    {
        var (pair, _) = Start(Lan);
        pair.Describe(pair.Caller, pair.Callee, isOffer: true, NoDelay);
        pair.Trickle(pair.Caller, pair.Callee);
        // The callee has its answer set, and begins; the caller does not have it for another second.
        pair.Describe(pair.Callee, pair.Caller, isOffer: false, TimeSpan.FromSeconds(1));
        pair.Trickle(pair.Callee, pair.Caller);
        var answered = pair.Loop.Now;

        pair.Loop.RunUntil(() => pair.Callee.Opened.Count == 1, Limit, "the open channel");

        Assert.That(pair.Loop.Now - answered, Is.LessThan(TimeSpan.FromMilliseconds(100)));
    }

    [Test]
    public void A_stranger_that_took_the_offer_for_its_own_does_not_spoil_the_handshake()
    {
        var (pair, _) = Start(Lan);
        using var certificate = DtlsCertificate.CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), new SeededEntropy(3));
        var stranger = new SimulatedPeer(seed: 99, TransportAddress.Create([10, 0, 0, 3], 3000), certificate);
        var all = new SimulationLoop(pair.Network, pair.Caller, pair.Callee, stranger);
        pair.Describe(pair.Caller, stranger, isOffer: true, NoDelay);
        pair.Trickle(pair.Caller, stranger);
        var offer = pair.Caller.Session.CreateOffer();
        var answer = stranger.Session.CreateAnswer();
        stranger.Session.SetLocalDescription(isOffer: false, answer, pair.Loop.Now);
        stranger.Session.AddLocalAddress(stranger.Address, ushort.MaxValue);
        all.RunUntil(() => stranger.States.Contains(SessionState.Connecting), Limit, "the stranger's checks");
        all.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(pair.Callee.Session.TrySetRemoteDescription(isOffer: true, offer, pair.Loop.Now, out var _));
        pair.Describe(pair.Callee, pair.Caller, isOffer: false, NoDelay);
        pair.Trickle(pair.Caller, pair.Callee);
        pair.Trickle(pair.Callee, pair.Caller);
        all.RunUntil(() => pair.Callee.Opened.Count == 1, Limit, "the open channel");

        Assert.That(stranger.Opened, Is.Empty);
    }

    private static (SimulatedPair Pair, DataChannel Chat) Start(LinkConditions conditions)
    {
        var pair = new SimulatedPair(seed: 1, conditions);
        return (pair, pair.Caller.Session.CreateDataChannel(new("chat"), pair.Loop.Now));
    }

    private static void Connect(SimulatedPair pair)
    {
        pair.Negotiate(NoDelay);
        pair.Loop.RunUntil(() => pair.Caller.Opened.Count > 0 && pair.Callee.Opened.Count > 0, Limit, "the open channel");
    }

    private static string SwapFingerprint(string sdp)
    {
        var at = sdp.IndexOf("sha-256 ", StringComparison.Ordinal) + "sha-256 ".Length;
        return sdp[..at] + (sdp[at] == '0' ? '1' : '0') + sdp[(at + 1)..];
    }

    /// <summary>The first DTLS datagram of a connection.</summary>
    private static byte[] CaptureHandshake(SimulatedPair pair)
    {
        byte[]? hello = null;
        var buffer = new byte[2000];
        var now = pair.Loop.Now;
        var peers = new[] { pair.Caller, pair.Callee };
        for (var step = 0; hello is null && step < 1000; step++)
        {
            now += TimeSpan.FromMilliseconds(1);
            foreach (var peer in peers)
            {
                peer.Tick(now);
                while (peer.TryWrite(buffer, now, out var length, out var path))
                {
                    var datagram = buffer[..length];
                    if (Demultiplexer.Classify(datagram) == DatagramKind.Dtls) hello ??= [.. datagram];
                    var other = peers.Single(p => p.Address == path.Remote);
                    other.Receive(datagram, new(path.Remote, path.Local), now);
                }
            }
        }
        return hello ?? throw new InvalidOperationException("no handshake was seen");
    }
}

using NUnit.Framework;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Session;

public class IceRestartTests
{
    private static readonly TimeSpan NoDelay = TimeSpan.Zero;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly LinkConditions Lan = new() { Latency = TimeSpan.FromMilliseconds(1) };
    private static readonly LinkConditions Dead = new() { Loss = 1 };

    [Test]
    public void A_restart_is_offered_with_new_credentials_and_answered_with_new_ones([Values] bool byCaller)
    {
        var (pair, chat) = Connect();
        var (by, other) = byCaller ? (pair.Caller, pair.Callee) : (pair.Callee, pair.Caller);
        var before = (Fragment(by), Fragment(other));

        by.Session.RestartIce();
        pair.Loop.RunFor(NoDelay);
        Assert.That(by.NegotiationsNeeded, Is.EqualTo(1));
        var offer = pair.Describe(by, isOffer: true);
        pair.Accept(other, isOffer: true, offer);
        var answer = pair.Describe(other, isOffer: false);
        pair.Accept(by, isOffer: false, answer);
        pair.Trickle(by, other);
        pair.Trickle(other, by);

        Assert.That(Value(offer, "a=ice-ufrag:"), Is.Not.EqualTo(before.Item1));
        Assert.That(Value(answer, "a=ice-ufrag:"), Is.Not.EqualTo(before.Item2));
        Assert.That(Value(offer, "a=setup:"), Is.EqualTo("actpass"));
        Assert.That(Value(answer, "a=setup:"), Is.EqualTo(byCaller ? "active" : "passive"), "the DTLS roles stay");
        Assert.That(Value(offer, "o=- ").Split(' ')[1], Is.EqualTo("1"), "the description is another one");
        AssertTalks(pair, chat);
        Assert.That(pair.Caller.States, Is.EqualTo(new[] { SessionState.Connecting, SessionState.Connected }));
    }

    [Test]
    public void What_ICE_gave_up_comes_back_by_a_restart()
    {
        var (pair, chat) = Connect();
        pair.Network.Conditions = Dead;
        pair.Loop.RunUntil(
            () => pair.Caller.Session.State == SessionState.Failed && pair.Callee.Session.State == SessionState.Failed,
            Limit, "the failure of both");
        pair.Loop.RunFor(TimeSpan.FromHours(1));
        pair.Network.Conditions = Lan;

        pair.Restart(pair.Callee, NoDelay);

        AssertTalks(pair, chat);
        Assert.That(pair.Caller.States.TakeLast(3), Is.EqualTo(
            new[] { SessionState.Failed, SessionState.Connecting, SessionState.Connected }));
    }

    [Test]
    public void A_restart_that_finds_no_path_fails_and_another_one_does_not()
    {
        var (pair, chat) = Connect();
        pair.Network.Conditions = Dead;
        pair.Loop.RunUntil(() => pair.Caller.Session.State == SessionState.Failed, Limit, "the failure");
        pair.Restart(pair.Caller, NoDelay);
        pair.Loop.RunFor(NoDelay);
        Assert.That(pair.Caller.Session.State, Is.EqualTo(SessionState.Connecting));
        pair.Loop.RunUntil(() => pair.Caller.Session.State == SessionState.Failed, Limit, "the second failure");
        pair.Network.Conditions = Lan;

        pair.Restart(pair.Caller, NoDelay);

        AssertTalks(pair, chat);
    }

    [Test]
    public void The_old_path_carries_on_until_the_restart_is_answered_and_found_another()
    {
        var (pair, chat) = Connect();
        pair.Caller.Session.RestartIce();
        var offer = pair.Describe(pair.Caller, isOffer: true);
        AssertTalks(pair, chat);

        pair.Accept(pair.Callee, isOffer: true, offer);
        AssertTalks(pair, chat);

        pair.Accept(pair.Caller, isOffer: false, pair.Describe(pair.Callee, isOffer: false));
        pair.Loop.RunFor(TimeSpan.FromMinutes(1));
        AssertTalks(pair, chat);
    }

    [Test]
    public void Where_both_ends_restart_at_once_the_one_that_takes_the_other_s_offer_withdraws_its_own()
    {
        var (pair, chat) = Connect();
        pair.Caller.Session.RestartIce();
        pair.Callee.Session.RestartIce();
        var offer = pair.Describe(pair.Caller, isOffer: true);
        pair.Describe(pair.Callee, isOffer: true);
        var withdrawn = Fragment(pair.Callee);
        pair.Loop.RunFor(TimeSpan.FromSeconds(1));

        pair.Accept(pair.Callee, isOffer: true, offer);
        var answer = pair.Describe(pair.Callee, isOffer: false);
        pair.Accept(pair.Caller, isOffer: false, answer);
        pair.Trickle(pair.Caller, pair.Callee);
        pair.Trickle(pair.Callee, pair.Caller);
        pair.Network.Conditions = Dead;
        pair.Loop.RunFor(TimeSpan.FromMilliseconds(1));
        pair.Network.Conditions = Lan;

        Assert.That(Value(answer, "a=ice-ufrag:"), Is.Not.EqualTo(withdrawn));
        AssertTalks(pair, chat);
        Assert.That(pair.Callee.NegotiationsNeeded, Is.EqualTo(1), "one restart serves both");
    }

    [Test]
    public void An_offer_that_restarts_nothing_leaves_our_restart_to_be_offered_again()
    {
        var (pair, chat) = Connect();
        var plain = pair.Describe(pair.Caller, isOffer: true);
        pair.Callee.Session.RestartIce();
        pair.Describe(pair.Callee, isOffer: true);

        pair.Accept(pair.Callee, isOffer: true, plain);
        pair.Accept(pair.Caller, isOffer: false, pair.Describe(pair.Callee, isOffer: false));
        AssertTalks(pair, chat);
        Assert.That(pair.Callee.NegotiationsNeeded, Is.EqualTo(2));

        pair.Restart(pair.Callee, NoDelay);
        AssertTalks(pair, chat);
    }

    [Test]
    public void A_restart_asked_for_while_one_is_out_is_offered_after_it()
    {
        var (pair, chat) = Connect();
        pair.Caller.Session.RestartIce();
        var offer = pair.Describe(pair.Caller, isOffer: true);
        pair.Caller.Session.RestartIce();
        pair.Loop.RunFor(NoDelay);
        Assert.That(pair.Caller.NegotiationsNeeded, Is.EqualTo(1));

        pair.Accept(pair.Callee, isOffer: true, offer);
        pair.Accept(pair.Caller, isOffer: false, pair.Describe(pair.Callee, isOffer: false));
        AssertTalks(pair, chat);
        Assert.That(pair.Caller.NegotiationsNeeded, Is.EqualTo(2));
    }

    [Test]
    public void Candidates_of_a_restart_may_overtake_its_description_and_old_ones_may_come_late()
    {
        var (pair, chat) = Connect();
        pair.Caller.Address = TransportAddress.Create([10, 9, 9, 9], 9000);
        pair.Callee.Address = TransportAddress.Create([10, 8, 8, 8], 8000);
        pair.Caller.Session.RestartIce();
        var offer = pair.Describe(pair.Caller, isOffer: true);
        pair.Loop.RunFor(NoDelay);
        pair.Trickle(pair.Caller, pair.Callee);
        pair.Accept(pair.Callee, isOffer: true, offer);
        var answer = pair.Describe(pair.Callee, isOffer: false);
        pair.Loop.RunFor(NoDelay);
        pair.Trickle(pair.Callee, pair.Caller);
        pair.Accept(pair.Caller, isOffer: false, answer);

        AssertTalks(pair, chat);
    }

    [Test]
    public void A_later_description_with_another_certificate_is_refused()
    {
        var (pair, chat) = Connect();
        var (stranger, _) = Connect(seed: 2);
        stranger.Caller.Session.RestartIce();
        pair.Caller.Session.RestartIce();
        var offer = pair.Describe(pair.Caller, isOffer: true);
        var foreign = offer.Replace(
            Value(offer, "a=fingerprint:"), Value(pair.Describe(pair.Callee, isOffer: true), "a=fingerprint:"), StringComparison.Ordinal);

        Assert.That(pair.Callee.Session.TrySetRemoteDescription(true, foreign, pair.Loop.Now, out var problem), Is.False);
        Assert.That(problem, Does.Contain("another certificate"));
        AssertTalks(pair, chat);
    }

    [TestCase("active")]
    [TestCase("passive")]
    public void A_later_offer_may_keep_the_DTLS_role_and_not_change_it(string setup)
    {
        var (pair, chat) = Connect();
        pair.Caller.Session.RestartIce();
        var offer = pair.Describe(pair.Caller, isOffer: true).Replace("actpass", setup, StringComparison.Ordinal);

        // The callee answered the first offer as the DTLS client.
        var isTaken = pair.Callee.Session.TrySetRemoteDescription(true, offer, pair.Loop.Now, out _);
        Assert.That(isTaken, Is.EqualTo(setup == "passive"));
        AssertTalks(pair, chat);
    }

    [Test]
    public void An_answer_that_does_not_restart_as_the_offer_did_is_refused_and_the_right_one_taken()
    {
        var (pair, chat) = Connect();
        var earlier = pair.Describe(pair.Caller, isOffer: true);
        pair.Accept(pair.Callee, isOffer: true, earlier);
        var stale = pair.Describe(pair.Callee, isOffer: false);
        pair.Accept(pair.Caller, isOffer: false, stale);

        pair.Caller.Session.RestartIce();
        var offer = pair.Describe(pair.Caller, isOffer: true);
        Assert.That(pair.Caller.Session.TrySetRemoteDescription(false, stale, pair.Loop.Now, out var problem), Is.False);
        Assert.That(problem, Does.Contain("keeps the ICE credentials"));

        pair.Accept(pair.Callee, isOffer: true, offer);
        pair.Accept(pair.Caller, isOffer: false, pair.Describe(pair.Callee, isOffer: false));
        AssertTalks(pair, chat);
    }

    [Test]
    public void What_has_ended_is_not_restarted()
    {
        var (pair, _) = Connect();
        pair.Caller.Session.Close(pair.Loop.Now);
        Assert.That(pair.Caller.Session.RestartIce, Throws.InvalidOperationException);

        pair.Loop.RunUntil(() => pair.Callee.Session.State == SessionState.Closed, Limit, "the end");
        Assert.That(pair.Callee.Session.RestartIce, Throws.InvalidOperationException);
    }

    [Test]
    public void Before_the_first_negotiation_there_is_nothing_to_restart()
    {
        var pair = new SimulatedPair(1, Lan);
        pair.Caller.Session.RestartIce();
        pair.Loop.RunFor(NoDelay);
        Assert.That(pair.Caller.NegotiationsNeeded, Is.Zero);
    }

    private static (SimulatedPair Pair, DataChannel Chat) Connect(int seed = 1)
    {
        var pair = new SimulatedPair(seed, Lan);
        var chat = pair.Caller.Session.CreateDataChannel(new("chat"), pair.Loop.Now);
        pair.Negotiate(NoDelay);
        pair.Loop.RunUntil(() => pair.Caller.Opened.Count > 0 && pair.Callee.Opened.Count > 0, Limit, "the open channel");
        return (pair, chat);
    }

    /// <summary>A message arrives each way, and both ends are connected.</summary>
    private static void AssertTalks(SimulatedPair pair, DataChannel chat)
    {
        var (callee, caller) = (pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count, pair.Caller.ReceivedOn(chat).Count);
        pair.Caller.Send(chat, isText: true, "there"u8.ToArray());
        pair.Callee.Send(pair.Callee.Opened[0], isText: true, "back"u8.ToArray());
        pair.Loop.RunUntil(
            () => pair.Callee.ReceivedOn(pair.Callee.Opened[0]).Count == callee + 1 && pair.Caller.ReceivedOn(chat).Count == caller + 1,
            Limit, "the messages");
        Assert.That(pair.Caller.Session.State, Is.EqualTo(SessionState.Connected));
        Assert.That(pair.Callee.Session.State, Is.EqualTo(SessionState.Connected));
    }

    private static string Fragment(SimulatedPeer peer) => peer.Candidates[^1].UsernameFragment;

    private static string Value(string sdp, string name) =>
        sdp.Split("\r\n").Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];
}

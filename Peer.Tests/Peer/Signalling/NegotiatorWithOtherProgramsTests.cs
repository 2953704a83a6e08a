using NUnit.Framework;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>
/// With programs that know neither "hello" nor "to", may crash on a second offer, and send their candidates in any order.
/// </summary>
public class NegotiatorWithOtherProgramsTests
{
    private const string OtherOffer = """{"sdp":{"type":"offer","sdp":"v=0\r\na=ice-ufrag:other\r\na=ice-pwd:p\r\n"},"uuid":"x"}""";
    private const string OtherCandidate = """{"ice":{"candidate":"of x","sdpMid":"0","sdpMLineIndex":0},"uuid":"x"}""";

    private readonly TestRoom _room = new();

    private static string AnswerTo(string ufrag, string uuid = "x") =>
        $$"""{"sdp":{"type":"answer","sdp":"v=0\r\na=ice-ufrag:{{uuid}}\r\na=x-answers:{{ufrag}}\r\n"},"uuid":"{{uuid}}"}""";

    [Test]
    public void A_call_of_another_program_is_answered()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        _room.Say(OtherOffer);
        _room.Say(OtherCandidate);

        Assert.That(callee.Connection.RemoteUfrag, Is.EqualTo("other"));
        Assert.That(callee.Connection.RemoteCandidates, Is.EqualTo(new[] { "of x" }));
        Assert.That(_room.Sent[^2], Does.Contain("\"type\":\"answer\"").And.Contain("a=x-answers:other"));
    }

    [Test]
    public void Candidates_that_overtake_their_offer_are_kept_and_taken_in_order()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        _room.Say("""{"ice":{"candidate":"1","sdpMid":null},"uuid":"x"}""");
        _room.Say("""{"ice":{"candidate":"of a stranger"},"uuid":"y"}""");
        _room.Say("""{"ice":{"candidate":"malformed"},"uuid":"x"}""");
        _room.Say("""{"ice":{"candidate":""},"uuid":"x"}""");
        _room.Say(OtherOffer);

        Assert.That(callee.Connection.RemoteCandidates, Is.EqualTo(new[] { "1", "" }));
    }

    [Test]
    public void Candidates_that_overtake_their_answer_are_kept()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        _room.Say(OtherCandidate);
        _room.Say(AnswerTo("a0"));

        Assert.That(caller.Connection.RemoteCandidates, Is.EqualTo(new[] { "of x" }));
    }

    [Test]
    public void Kept_candidates_are_bounded_in_number_and_senders()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        for (var i = 0; i < 1000; i++)
        {
            _room.Say($$"""{"ice":{"candidate":"{{i}}"},"uuid":"x"}""");
            _room.Say($$"""{"ice":{"candidate":"{{i}}"},"uuid":"x{{i}}"}""");
        }

        _room.Say(OtherOffer);
        Assert.That(callee.Connection.RemoteCandidates, Has.Count.EqualTo(PendingCandidates.MaxPerSender));
    }

    [Test]
    public void No_offer_is_made_again_once_another_program_has_shown_a_sign_of_life([Values] bool byAnswer)
    {
        _room.Join("a", PeerRole.Caller);
        _room.Say(byAnswer ? AnswerTo("not ours") : OtherCandidate);
        _room.Advance(120);
        _room.Say("""{"uuid":"c","hello":{"role":"callee"}}""");

        Assert.That(_room.Count("\"type\":\"offer\""), Is.EqualTo(1));
    }

    [Test]
    public void A_failed_call_to_another_program_cannot_be_repeated()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        _room.Say(AnswerTo("a0"));

        Assert.That(caller.Remote, Is.EqualTo("x"));
        Assert.That(caller.Fail(), Is.False);
    }

    [Test]
    public void After_a_failed_call_of_another_program_a_callee_waits_for_the_next()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        _room.Say(OtherOffer);
        Assert.That(callee.Fail(), Is.True);
        _room.Say(OtherOffer.Replace("\"x\"", "\"y\"", StringComparison.Ordinal));

        Assert.That(callee.Remote, Is.EqualTo("y"));
    }

    [Test]
    public void A_caller_takes_the_call_of_another_program_that_calls_as_well()
    {
        var caller = _room.Join("z", PeerRole.Caller);
        _room.Say(OtherOffer);

        Assert.That(caller.Connection.Role, Is.EqualTo(PeerRole.Callee));
        Assert.That(caller.Connection.RemoteUfrag, Is.EqualTo("other"));
        Assert.That(caller.Connections[0].IsDiscarded);
    }

    [Test]
    public void An_offer_that_cannot_be_used_is_refused_and_the_next_one_answered()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        _room.Say("""{"sdp":{"type":"offer","sdp":"nonsense"},"uuid":"y"}""");
        Assert.That(callee.Negotiator.Refusal, Is.EqualTo("no ICE credentials"));
        Assert.That(callee.Connections.Single().IsDiscarded);

        _room.Say(OtherOffer);
        Assert.That(callee.Remote, Is.EqualTo("x"));
    }

    [Test]
    public void An_answer_that_cannot_be_used_leaves_the_offer_open_for_another()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        _room.Say(AnswerTo("somebody else"));
        Assert.That(caller.Remote, Is.Null);

        _room.Say(AnswerTo("a0", uuid: "y"));
        Assert.That(caller.Remote, Is.EqualTo("y"));
    }

    [Test]
    public void A_second_answer_and_an_answer_without_an_offer_are_ignored()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        _room.Say(AnswerTo("a0"));
        _room.Say(AnswerTo("a0", uuid: "y"));
        Assert.That(caller.Connection.RemoteUfrag, Is.EqualTo("x"));

        var callee = _room.Join("b", PeerRole.Callee);
        _room.Say(AnswerTo("b0"));
        Assert.That(callee.Connections, Is.Empty);
    }

    [Test]
    public void A_caller_that_reloaded_under_the_same_name_gets_a_fresh_connection()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        _room.Say(OtherOffer);
        _room.Say(OtherOffer.Replace("ufrag:other", "ufrag:anew", StringComparison.Ordinal));

        Assert.That(callee.Connections, Has.Count.EqualTo(2));
        Assert.That(callee.Connection.RemoteUfrag, Is.EqualTo("anew"));
    }
}

using NUnit.Framework;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>One caller and several callees: a connection for each.</summary>
public class ManyCalleesTests
{
    private const string Offer = "\"type\":\"offer\"";

    private readonly TestRoom _room = new();

    [Test]
    public void All_callees_that_wait_get_a_connection_each()
    {
        var callees = Callees("b", "c", "d");
        var caller = _room.Join("a", PeerRole.Caller);

        AssertWithAll(caller, callees);
        Assert.That(_room.Count(Offer), Is.EqualTo(3), "one to all, and one to each of those who were not the quickest");
        Assert.That(_room.Sent.Where(json => json.Contains(Offer, StringComparison.Ordinal)).Skip(1), Has.All.Contains("\"to\":"));
    }

    [Test]
    public void Callees_that_come_later_get_a_connection_each()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        var callees = Callees("b");
        caller.Open();
        callees = [.. callees, .. Callees("c", "d")];

        AssertWithAll(caller, callees);
    }

    [Test]
    public void Candidates_go_to_the_one_whose_connection_they_are_of()
    {
        var callees = Callees("b", "c");
        var caller = _room.Join("a", PeerRole.Caller);
        foreach (var callee in callees)
        {
            caller.FindCandidate(caller.ConnectionTo(callee)!, $"for {callee.Uuid}");
            callee.FindCandidate($"of {callee.Uuid}");
        }

        foreach (var callee in callees)
        {
            Assert.That(callee.Connection.RemoteCandidates, Is.EqualTo(new[] { $"for {callee.Uuid}" }));
            Assert.That(caller.ConnectionTo(callee)!.RemoteCandidates, Is.EqualTo(new[] { $"of {callee.Uuid}" }));
        }
    }

    [Test]
    public void What_belongs_to_the_answer_to_the_call_of_all_does_not_reach_the_connection_for_one()
    {
        // c answers the call to all, as b did before it. It is called again, and what it found for its first answer is void;
        // so is that answer itself, said a second time because the offer was heard twice.
        var callee = _room.Add("c", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);
        _room.Join("b", PeerRole.Callee);
        var early = """{"uuid":"c","to":"a","sdp":{"type":"answer","sdp":"v=0\r\na=ice-ufrag:early\r\na=ice-pwd:p\r\na=x-answers:a1\r\n"},"hello":{"role":"callee"}}""";
        _room.Say(early);
        _room.Say("""{"uuid":"c","to":"a","ice":{"candidate":""}}""");
        _room.Say(early);
        callee.Join();
        _room.Advance(10);

        Assert.That(callee.Connection.RemoteUfrag, Is.Not.Null);
        Assert.That(caller.IsWith(callee));
        Assert.That(caller.ConnectionTo(callee)!.RemoteCandidates, Is.Empty);
    }

    [Test]
    public void A_stale_answer_that_was_taken_for_the_right_one_is_made_good_by_the_right_one()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        _room.Join("b", PeerRole.Callee);
        _room.Say("""{"uuid":"c","hello":{"role":"callee"}}""");
        _room.Say("""{"uuid":"c","to":"a","sdp":{"type":"answer","sdp":"v=0\r\na=ice-ufrag:early\r\na=x-answers:a1\r\n"},"hello":{"role":"callee"}}""");
        _room.Say("""{"uuid":"c","to":"a","sdp":{"type":"answer","sdp":"v=0\r\na=ice-ufrag:right\r\na=x-answers:a1\r\n"},"hello":{"role":"callee"}}""");
        Assert.That(caller.Connections[1].IsDiscarded);

        _room.Say("""{"uuid":"c","to":"a","sdp":{"type":"answer","sdp":"v=0\r\na=ice-ufrag:anew\r\na=x-answers:a2\r\n"},"hello":{"role":"callee"}}""");
        Assert.That(caller.Connections[2].RemoteUfrag, Is.EqualTo("anew"));
    }

    [Test]
    public void A_callee_that_restarts_is_called_again_and_the_others_notice_nothing()
    {
        var callees = Callees("b", "c");
        var caller = _room.Join("a", PeerRole.Caller);
        var undisturbed = caller.ConnectionTo(callees[0]);
        Assert.That(callees[1].Fail(), Is.True);
        _room.Advance(2);

        AssertWithAll(caller, callees);
        Assert.That(caller.ConnectionTo(callees[0]), Is.SameAs(undisturbed));
    }

    [Test]
    public void A_call_that_fails_leaves_the_others_alone_and_is_made_again_when_its_callee_says_hello()
    {
        var callees = Callees("b", "c");
        var caller = _room.Join("a", PeerRole.Caller);
        Assert.That(caller.Fail(caller.ConnectionTo(callees[1])!), Is.True);
        Assert.That(caller.Remote, Is.EqualTo("b"));

        callees[1].Fail();
        AssertWithAll(caller, callees);
    }

    [Test]
    public void Only_when_the_last_call_has_failed_before_any_channel_opened_is_the_offer_to_all_made_again()
    {
        var callees = Callees("b", "c");
        var caller = _room.Join("a", PeerRole.Caller);
        caller.Fail(caller.ConnectionTo(callees[0])!);
        Assert.That(caller.Negotiator.NextDeadline, Is.Null);
        caller.Fail(caller.ConnectionTo(callees[1])!);
        _room.Advance(2);

        AssertWithAll(caller, callees);
    }

    [Test]
    public void Who_was_lost_is_called_again_on_its_hello_and_who_has_left_is_not([Values] bool left)
    {
        var callees = Callees("b", "c");
        var caller = _room.Join("a", PeerRole.Caller);
        var connection = caller.ConnectionTo(callees[1])!;
        caller.Negotiator.Opened(connection);
        caller.Negotiator.Ended(connection, parted: left);
        callees[1].Fail();

        Assert.That(connection.IsDiscarded);
        Assert.That(caller.Negotiator.Remotes, Is.EquivalentTo(left ? ["b"] : new[] { "b", "c" }));
    }

    [Test]
    public void A_caller_takes_no_more_than_it_has_room_for_and_says_so()
    {
        var callees = Callees("b", "c", "d");
        var caller = _room.Join("a", PeerRole.Caller, capacity: 2);
        Assert.That(caller.Negotiator.Remotes, Is.EqualTo(new[] { "b", "c" }));
        Assert.That(callees[2].Remote, Is.Null, "it waits for the next caller");

        caller.Negotiator.Opened(caller.ConnectionTo(callees[0])!);
        caller.Negotiator.Ended(caller.ConnectionTo(callees[0])!, parted: true);
        Assert.That(_room.Join("e", PeerRole.Callee).Remote, Is.EqualTo("a"));
    }

    [Test]
    public void Nobody_is_called_any_more_when_the_conversation_ends()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        Callees("b");
        caller.Negotiator.StopCalling();

        Assert.That(Callees("c")[0].Remote, Is.Null);
        Assert.That(caller.Remote, Is.EqualTo("b"));
    }

    [Test]
    public void Who_says_hello_and_never_answers_is_given_up()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        Callees("b");
        _room.Say("""{"uuid":"ghost","hello":{"role":"callee"}}""");
        Assert.That(caller.Negotiator.Remotes, Does.Contain("ghost"));
        _room.Advance(31);

        Assert.That(caller.Remote, Is.EqualTo("b"));
        Assert.That(caller.Connections[1].IsDiscarded);
        Assert.That(caller.Negotiator.NextDeadline, Is.Null);
        Assert.That(_room.Sent.Count(json => json.Contains("\"to\":\"ghost\"", StringComparison.Ordinal)), Is.EqualTo(5), "at 0, 3, 7.5, 14.25 and 24.25 s");
    }

    [Test]
    public void An_offer_that_the_relay_lost_is_made_again_when_it_is_back()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        var first = Callees("b")[0];
        var second = _room.Add("c", PeerRole.Callee);
        _room.Say("""{"uuid":"c","hello":{"role":"callee"}}""");
        caller.Leave();
        second.Join();
        caller.Join();

        AssertWithAll(caller, [first, second]);
    }

    [Test]
    public void With_another_program_in_the_room_it_is_one_to_one([Values] bool otherFirst)
    {
        // It does not know "to", and would take an offer to somebody else for its own.
        var caller = _room.Join("a", PeerRole.Caller);
        const string answer = """{"sdp":{"type":"answer","sdp":"v=0\r\na=ice-ufrag:x\r\na=x-answers:a0\r\n"},"uuid":"x"}""";
        var ours = otherFirst ? null : Callees("b")[0];
        _room.Say(answer);
        var offers = _room.Count(Offer);
        Callees("c");
        _room.Advance(60);

        Assert.That(caller.Remote, Is.EqualTo(ours?.Uuid ?? "x"));
        Assert.That(_room.Count(Offer), Is.EqualTo(offers));
    }

    [Test]
    public void Another_caller_is_not_called_and_does_not_disturb()
    {
        var callees = Callees("b", "c");
        var caller = _room.Join("a", PeerRole.Caller);
        foreach (var callee in callees)
        {
            callee.Open();
            caller.Open(caller.ConnectionTo(callee)!);
        }

        var second = _room.Join("z", PeerRole.Caller);
        _room.Advance(60);

        AssertWithAll(caller, callees);
        Assert.That(second.Remote, Is.Null);
    }

    private TestRoom.Member[] Callees(params string[] uuids) =>
        [.. uuids.Select(uuid => _room.Join(uuid, PeerRole.Callee))];

    private static void AssertWithAll(TestRoom.Member caller, TestRoom.Member[] callees)
    {
        Assert.That(caller.Negotiator.Remotes, Is.EquivalentTo(callees.Select(callee => callee.Uuid)));
        foreach (var callee in callees)
        {
            Assert.That(callee.Remote, Is.EqualTo(caller.Uuid));
            Assert.That(caller.IsWith(callee), $"with {callee.Uuid}");
        }
    }
}

using NUnit.Framework;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>Two peers of ours. Uuids are single letters; the n-th connection of peer "a" has the ufrag "a{n}".</summary>
public class NegotiatorTests
{
    private const string Offer = "\"type\":\"offer\"";
    private const string Answer = "\"type\":\"answer\"";
    private const string Candidate = "\"ice\":";

    private readonly TestRoom _room = new();

    [Test]
    public void A_caller_that_joins_last_is_answered_at_once()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);

        Assert.That(caller.IsWith(callee));
        Assert.That(caller.Remote, Is.EqualTo("b"));
        Assert.That(callee.Remote, Is.EqualTo("a"));
        Assert.That((_room.Count(Offer), _room.Count(Answer)), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_callee_that_joins_last_gets_the_offer_by_its_hello()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        var callee = _room.Join("b", PeerRole.Callee);

        Assert.That(caller.IsWith(callee));
        Assert.That(caller.Connections, Has.Count.EqualTo(1), "the same offer serves the latecomer");
        Assert.That(_room.Sent[^2], Does.Contain(Offer).And.Contain("\"to\":\"b\""));
    }

    [Test]
    public void A_caller_repeats_its_offer_until_it_is_answered_with_growing_pauses()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        var times = new List<double>();
        for (var second = 0; second < 60; second++)
        {
            var before = _room.Count(Offer);
            _room.Advance(1);
            if (_room.Count(Offer) > before)
            {
                times.Add(_room.Now.TotalSeconds);
            }
        }

        Assert.That(times, Is.EqualTo(new[] { 3d, 8, 15, 25, 35, 45, 55 }));
        Assert.That(caller.Connections, Has.Count.EqualTo(1), "all of them are the same offer");
    }

    [Test]
    public void A_repeated_offer_brings_along_the_candidates_found_so_far()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        caller.FindCandidate("one");
        caller.FindCandidate("");
        var callee = _room.Join("b", PeerRole.Callee);

        Assert.That(callee.Connection.RemoteCandidates, Is.EqualTo(new[] { "one", "" }));
    }

    [Test]
    public void Candidates_flow_both_ways_and_are_addressed_once_the_peers_know_each_other()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);
        caller.FindCandidate("from a");
        callee.FindCandidate("from b");

        Assert.That(callee.Connection.RemoteCandidates, Is.EqualTo(new[] { "from a" }));
        Assert.That(caller.Connection.RemoteCandidates, Is.EqualTo(new[] { "from b" }));
        Assert.That(_room.Sent[^2], Does.Contain("\"to\":\"b\""));
        Assert.That(_room.Sent[^1], Does.Contain("\"to\":\"a\""));
    }

    [Test]
    public void The_same_offer_again_gets_the_same_answer_and_candidates_again()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);
        callee.FindCandidate("from b");
        var answer = _room.Sent.Single(json => json.Contains(Answer, StringComparison.Ordinal));
        _room.Say(_room.Sent.First(json => json.Contains(Offer, StringComparison.Ordinal)));

        Assert.That(_room.Sent[^2..], Is.EqualTo(new[] { answer, _room.Sent.First(json => json.Contains("from b", StringComparison.Ordinal)) }));
        Assert.That(callee.Connections, Has.Count.EqualTo(1));
        Assert.That(caller.IsWith(callee));
    }

    [Test]
    public void After_the_relay_restarted_an_unconnected_pair_says_again_what_may_be_lost()
    {
        var caller = _room.Join("a", PeerRole.Caller);
        var callee = _room.Add("b", PeerRole.Callee);
        caller.Leave();
        callee.Join();
        Assert.That(callee.Connections, Is.Empty, "nobody has heard of the other");
        callee.Leave();

        caller.Join();
        callee.Join();
        Assert.That(caller.IsWith(callee));

        caller.Leave();
        callee.FindCandidate("lost on the way");
        caller.Join();
        callee.Join();
        Assert.That(caller.Connection.RemoteCandidates, Does.Contain("lost on the way"));
        Assert.That(caller.IsWith(callee));
    }

    [Test]
    public void A_callee_that_gave_up_makes_the_caller_start_over_with_a_fresh_offer()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);

        Assert.That(callee.Fail(), Is.True);
        Assert.That(caller.Connections[0].IsDiscarded);
        _room.Advance(1);

        Assert.That(caller.Connection.Ufrag, Is.EqualTo("a1"));
        Assert.That(caller.IsWith(callee));
    }

    [Test]
    public void A_caller_that_gave_up_makes_the_callee_start_over_with_its_fresh_offer()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);

        Assert.That(caller.Fail(), Is.True);
        _room.Advance(1);

        Assert.That(callee.Connection.Ufrag, Is.EqualTo("b1"));
        Assert.That(callee.Connections[0].IsDiscarded);
        Assert.That(caller.IsWith(callee));
    }

    [Test]
    public void Failures_in_a_row_are_tried_again_ever_more_slowly()
    {
        _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);
        var pauses = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            caller.Fail();
            pauses.Add((caller.Negotiator.NextDeadline!.Value - _room.Now).TotalSeconds);
            _room.Advance(10);
        }

        Assert.That(pauses, Is.EqualTo(new[] { 1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 10, 10 }));
    }

    [Test]
    public void A_restarted_caller_is_answered_once_the_callee_has_given_up_the_first()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        _room.Join("a", PeerRole.Caller).Leave();
        var second = _room.Join("c", PeerRole.Caller);
        Assert.That(callee.Remote, Is.EqualTo("a"), "one call at a time");

        callee.Fail();
        Assert.That(second.IsWith(callee), "its hello brings the offer of the second");
    }

    [Test]
    public void Of_two_callers_the_one_with_the_smaller_uuid_takes_the_call([Values] bool smallerFirst)
    {
        var first = _room.Join(smallerFirst ? "a" : "b", PeerRole.Caller);
        var second = _room.Join(smallerFirst ? "b" : "a", PeerRole.Caller);
        var (smaller, greater) = smallerFirst ? (first, second) : (second, first);

        Assert.That(smaller.Connection.Role, Is.EqualTo(PeerRole.Callee));
        Assert.That(greater.Connection.Role, Is.EqualTo(PeerRole.Caller));
        Assert.That(smaller.IsWith(greater));
        Assert.That(smaller.Connections[0].IsDiscarded);
    }

    [Test]
    public void Two_callers_whose_call_failed_meet_again([Values] bool smallerFails)
    {
        var smaller = _room.Join("a", PeerRole.Caller);
        var greater = _room.Join("b", PeerRole.Caller);
        (smallerFails ? smaller : greater).Fail();
        _room.Advance(30);

        Assert.That(greater.Connection.Role, Is.EqualTo(PeerRole.Caller));
        Assert.That(smaller.IsWith(greater));
    }

    [Test]
    public void Two_callees_wait_and_know_of_each_other()
    {
        var first = _room.Join("a", PeerRole.Callee);
        _room.Join("b", PeerRole.Callee);
        _room.Advance(60);

        Assert.That(first.Negotiator.MetCallee);
        Assert.That(first.Remote, Is.Null);
        Assert.That(_room.Count("sdp"), Is.Zero);
    }

    [Test]
    public void A_second_callee_in_the_room_of_a_caller_that_takes_one_does_not_disturb_the_pair()
    {
        var first = _room.Join("b", PeerRole.Callee);
        var second = _room.Join("c", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller, capacity: 1);

        Assert.That(caller.IsWith(first));
        caller.FindCandidate("for b");
        first.FindCandidate("for a");
        Assert.That(caller.Connection.RemoteCandidates, Is.EqualTo(new[] { "for a" }));
        Assert.That(first.Connection.RemoteCandidates, Is.EqualTo(new[] { "for b" }));

        Assert.That(second.Connections.Single().IsDiscarded, "it was told that somebody else was quicker");
        Assert.That(_room.Join("d", PeerRole.Caller).IsWith(second), "and waits for the next call");
    }

    [Test]
    public void Whoever_joins_a_room_whose_peers_are_connected_changes_nothing([Values] bool calls)
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller, capacity: 1);
        caller.Open();
        callee.Open();
        var intruder = _room.Join("c", calls ? PeerRole.Caller : PeerRole.Callee);
        _room.Say("""{"uuid":"b","to":"a","sdp":{"type":"offer","sdp":"a=ice-ufrag:x"}}""");
        _room.Say("""{"uuid":"b","to":"a","sdp":{"type":"answer","sdp":"a=ice-ufrag:x"}}""");
        _room.Say("""{"uuid":"b","to":"a","hello":{}}""");
        _room.Advance(60);

        Assert.That(caller.IsWith(callee));
        Assert.That((caller.Connections.Count, callee.Connections.Count), Is.EqualTo((1, 1)));
        Assert.That(intruder.Remote, Is.Null);
    }

    [Test]
    public void A_connected_pair_still_takes_each_others_candidates_and_says_nothing_on_joining_again()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);
        caller.Open();
        callee.Open();
        caller.FindCandidate("late");
        Assert.That(callee.Connection.RemoteCandidates, Is.EqualTo(new[] { "late" }));

        var before = _room.Sent.Count;
        caller.Join();
        callee.Join();
        Assert.That(_room.Sent, Has.Count.EqualTo(before));
    }

    [Test]
    public void Candidates_of_a_discarded_connection_are_not_sent()
    {
        _room.Join("b", PeerRole.Callee);
        var caller = _room.Join("a", PeerRole.Caller);
        var old = caller.Connection;
        caller.Fail();
        _room.Advance(1);
        caller.Negotiator.LocalCandidate(old, new("stale"));

        Assert.That(_room.Count("stale"), Is.Zero);
    }

    [Test]
    public void Messages_to_somebody_else_and_our_own_are_skipped()
    {
        var callee = _room.Join("b", PeerRole.Callee);
        _room.Say("""{"uuid":"x","to":"y","sdp":{"type":"offer","sdp":"a=ice-ufrag:x"}}""");
        _room.Say("""{"uuid":"b","sdp":{"type":"offer","sdp":"a=ice-ufrag:x"}}""");
        Assert.That(callee.Connections, Is.Empty);

        _room.Say("""{"uuid":"x","to":"b","sdp":{"type":"offer","sdp":"a=ice-ufrag:x"}}""");
        Assert.That(callee.Remote, Is.EqualTo("x"));
        Assert.That(_room.Count(Candidate), Is.Zero);
    }
}

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>Two ends of an open connection, "a" the caller and "b" the callee, and what they say through a relay.</summary>
public class PathKeepersTests
{
    private readonly End _a = new("a", "b", PeerRole.Caller);
    private readonly End _b = new("b", "a", PeerRole.Callee);
    private TimeSpan _now;

    [Test]
    public void Who_notices_offers_to_the_other_and_is_answered()
    {
        Introduce();
        Assert.That(Restart(_b), Is.True);
        Assert.That(_b.Said[^1], Does.Contain("\"to\":\"a\"").And.Contain("\"type\":\"offer\""));
        Exchange();

        Assert.That(_a.Connection.RemoteUfrag, Is.EqualTo("b1"));
        Assert.That(_b.Connection.RemoteUfrag, Is.EqualTo("a1"));
        Assert.That(_b.Keepers.NextDeadline, Is.Null);
    }

    [Test]
    public void Nothing_is_offered_to_who_has_not_said_that_it_takes_a_second_offer()
    {
        _a.Say("""{"uuid":"a","hello":{"role":"caller"}}""");
        Exchange();
        Assert.That(Restart(_b), Is.False);
        Assert.That(_b.Said, Is.Empty);
    }

    [Test]
    public void An_offer_of_such_an_end_is_answered_all_the_same()
    {
        _a.Say("{\"uuid\":\"a\",\"sdp\":{\"type\":\"offer\",\"sdp\":\"a=ice-ufrag:x9\\r\\n\"}}");
        Exchange();
        Assert.That(_b.Said.Single(), Does.Contain("\"type\":\"answer\"").And.Contain("a=x-answers:x9"));
    }

    [Test]
    public void An_offer_is_repeated_with_its_candidates_until_it_is_answered()
    {
        Introduce();
        Restart(_a);
        Assert.That(_a.Keepers.TryTell(_a.Connection, new RtcIceCandidate("found later")), Is.True);
        _a.Said.Clear();

        for (var second = 1; second <= 30; second++)
        {
            _now = TimeSpan.FromSeconds(second);
            _a.Keepers.Tick(_now);
        }

        Assert.That(_a.Said.Count(json => json.Contains("\"offer\"", StringComparison.Ordinal)), Is.InRange(4, 7));
        Assert.That(_a.Said.Where(json => json.Contains("\"offer\"", StringComparison.Ordinal)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(_a.Said.Count(json => json.Contains("found later", StringComparison.Ordinal)), Is.InRange(4, 7));

        Exchange();
        Assert.That(_b.Connection.RemoteUfrag, Is.EqualTo("a1"));
        Assert.That(_b.Connection.Answers, Is.EqualTo(1), "the same offer gets the same answer");
        Assert.That(_a.Connection.RemoteUfrag, Is.EqualTo("b1"));
        Assert.That(_a.Keepers.NextDeadline, Is.Null);
    }

    [Test]
    public void What_was_said_while_the_relay_was_away_is_said_again()
    {
        Introduce();
        Restart(_a);
        _a.Said.Clear();
        _a.Keepers.Joined();
        Exchange(loseFromB: true);
        Assert.That(_b.Connection.RemoteUfrag, Is.EqualTo("a1"));

        _b.Keepers.Joined();
        Exchange();
        Assert.That(_a.Connection.RemoteUfrag, Is.EqualTo("b1"));
    }

    [Test]
    public void Where_both_offer_at_once_the_called_end_gives_way()
    {
        Introduce();
        Restart(_a);
        Restart(_b);
        Exchange();

        Assert.That(_a.Connection.Answers, Is.Zero);
        Assert.That(_b.Connection.Answers, Is.EqualTo(1));
        Assert.That(_a.Connection.RemoteUfrag, Is.EqualTo("b2"));
        Assert.That(_a.Keepers.NextDeadline, Is.Null);
        Assert.That(_b.Keepers.NextDeadline, Is.Null);
    }

    [Test]
    public void Silence_is_no_reason_for_a_second_offer_while_one_is_out_and_another_network_is()
    {
        Introduce();
        Restart(_a);
        Assert.That(_a.Keepers.TryRestart(_a.Connection, isOtherNetwork: false), Is.True);
        Assert.That(_a.Connection.Restarts, Is.EqualTo(1));
        Assert.That(_a.Keepers.TryRestart(_a.Connection, isOtherNetwork: true), Is.True);
        Assert.That(_a.Connection.Restarts, Is.EqualTo(2), "it will ask for an offer when this one is answered");
    }

    [Test]
    public void What_is_for_others_and_from_others_is_left_alone()
    {
        Introduce();
        Restart(_a);
        var offer = _a.Said[^1];
        Assert.That(Receive(_b, offer.Replace("\"to\":\"b\"", "\"to\":\"c\"", StringComparison.Ordinal)), Is.False);
        Assert.That(Receive(_b, offer.Replace("\"uuid\":\"a\"", "\"uuid\":\"z\"", StringComparison.Ordinal)), Is.False);
        Assert.That(_b.Connection.Answers, Is.Zero);
    }

    [Test]
    public void A_connection_that_is_over_restarts_nothing_and_a_refused_offer_ends_nothing()
    {
        Introduce();
        _b.Connection.Refuses = true;
        Restart(_a);
        Exchange();
        Assert.That(_b.Said, Is.Empty);

        _b.Keepers.Ended(_b.Connection);
        Assert.That(Restart(_b), Is.False);
        Assert.That(Receive(_b, _a.Said[^1]), Is.False);
    }

    private static bool Receive(End end, string json) =>
        SignallingWire.TryRead(Encoding.UTF8.GetBytes(json), out var message, out _) && end.Keepers.TryReceive(message);

    /// <summary>Both have heard the other's hello.</summary>
    private void Introduce()
    {
        _a.Announcer.Hello();
        _b.Announcer.Hello();
        Exchange();
    }

    private bool Restart(End end)
    {
        var isPossible = end.Keepers.TryRestart(end.Connection, isOtherNetwork: true);
        if (isPossible) end.Keepers.NegotiationNeeded(end.Connection, _now);
        return isPossible;
    }

    /// <summary>Delivers all that was said, and what follows from it.</summary>
    private void Exchange(bool loseFromB = false)
    {
        while (_a.Unheard.Count + _b.Unheard.Count > 0)
        {
            if (_a.Unheard.TryDequeue(out var fromA)) Receive(_b, fromA);
            if (_b.Unheard.TryDequeue(out var fromB) && !loseFromB) Receive(_a, fromB);
        }
    }

    private sealed class End
    {
        public End(string uuid, string remote, PeerRole role)
        {
            Announcer = new Announcer(uuid, role, message => Say(Encoding.UTF8.GetString(SignallingWire.Write(message))));
            Connection = new RestartableConnection(uuid);
            Keepers = new PathKeepers(uuid, Announcer, NullLogger.Instance);
            Keepers.Opened(Connection, remote, isPolite: role == PeerRole.Callee);
        }

        public Announcer Announcer { get; }

        public RestartableConnection Connection { get; }

        public PathKeepers Keepers { get; }

        /// <summary>All descriptions and candidates.</summary>
        public List<string> Said { get; } = [];

        public Queue<string> Unheard { get; } = [];

        public void Say(string json)
        {
            if (!json.StartsWith($$"""{"uuid":"{{json[9]}}","hello""", StringComparison.Ordinal)) Said.Add(json);
            Unheard.Enqueue(json);
        }
    }

    /// <summary>A connection whose n-th generation has the ufrag "{name}{n}".</summary>
    private sealed class RestartableConnection(string name) : INegotiatedConnection
    {
        private int _generation;
        private string? _offered;

        public int Restarts { get; private set; }

        public int Answers { get; private set; }

        public bool Refuses { get; set; }

        public string? RemoteUfrag { get; private set; }

        public RtcSessionDescription Offer()
        {
            _offered = $"{name}{++_generation}";
            return new(RtcSdpType.Offer, FakeConnection.Sdp(_offered));
        }

        public RtcSessionDescription Answer(RtcSessionDescription offer)
        {
            if (Refuses) throw new RtcNegotiationException("another certificate");
            _offered = null;
            Answers++;
            RemoteUfrag = Value(offer.Sdp, "a=ice-ufrag:");
            return new(RtcSdpType.Answer, FakeConnection.Sdp($"{name}{++_generation}", RemoteUfrag));
        }

        public void Accept(RtcSessionDescription answer, bool takesPipes)
        {
            if (Value(answer.Sdp, "a=x-answers:") != _offered) throw new RtcNegotiationException("it answers another offer");
            _offered = null;
            RemoteUfrag = Value(answer.Sdp, "a=ice-ufrag:");
        }

        public void Add(RtcIceCandidate candidate)
        {
        }

        public void RestartIce() => Restarts++;

        public void Discard()
        {
        }

        private static string Value(string sdp, string attribute) =>
            sdp.Split("\r\n").First(line => line.StartsWith(attribute, StringComparison.Ordinal))[attribute.Length..];
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>Caller and callee whose connection is lost, and who negotiate another.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RenewalNegotiationTests
{
    private readonly Queue<SignallingMessage> _sent = [];
    private readonly Side _caller;
    private readonly Side _callee;
    private TimeSpan _now;

    public RenewalNegotiationTests()
    {
        _caller = new Side("caller", PeerRole.Caller, _sent.Enqueue);
        _callee = new Side("callee", PeerRole.Callee, _sent.Enqueue);
    }

    [Test]
    public void The_caller_makes_the_call_again_whoever_has_noticed([Values] bool callerNotices)
    {
        var (first, second) = Open();
        (callerNotices ? _caller : _callee).Negotiator.Renew(callerNotices ? first : second, _now);
        Relay();

        Assert.That((first.IsDiscarded, second.IsDiscarded), Is.EqualTo((true, true)));
        var (again, answering) = (_caller.Connections[^1], _callee.Connections[^1]);
        Assert.That((again.RemoteUfrag, answering.RemoteUfrag), Is.EqualTo((answering.Ufrag, again.Ufrag)));
    }

    [Test]
    public void What_is_lost_on_the_way_is_said_again([Values] bool callerNotices)
    {
        var (first, second) = Open();
        (callerNotices ? _caller : _callee).Negotiator.Renew(callerNotices ? first : second, _now);
        _sent.Clear();
        Pass(TimeSpan.FromSeconds(10));

        Assert.That(_callee.Connections[^1].RemoteUfrag, Is.EqualTo(_caller.Connections[^1].Ufrag));
    }

    [Test]
    public void An_attempt_that_fails_is_followed_by_another_until_it_is_given_up()
    {
        var (first, _) = Open();
        _caller.Negotiator.Renew(first, _now);
        for (var i = 0; i < 5; i++)
        {
            Relay();
            var (offered, answered) = (_caller.Connections[^1], _callee.Connections[^1]);
            Assert.That(_callee.Negotiator.TryStartOver(answered, _now));
            Assert.That(_caller.Negotiator.TryStartOver(offered, _now));
            Pass(TimeSpan.FromSeconds(60));
            Assert.That(_caller.Connections[^1], Is.Not.SameAs(offered));
        }

        _caller.Negotiator.Abandon("callee");
        _callee.Negotiator.Abandon("caller");
        Assert.That(_caller.Negotiator.Remotes.Concat(_callee.Negotiator.Remotes), Is.Empty);
        Assert.That(_caller.Connections.Concat(_callee.Connections).Select(connection => connection.IsDiscarded), Has.All.True);
    }

    [Test]
    public void Another_peer_does_not_take_the_place_of_the_one_that_is_waited_for()
    {
        var (_, second) = Open();
        _callee.Negotiator.Renew(second, _now);
        _sent.Clear();
        var offer = new RtcSessionDescription(RtcSdpType.Offer, FakeConnection.Sdp("stranger"));
        _callee.Negotiator.Receive(new SignallingMessage.Description("stranger", "callee", offer, PeerRole.Caller), _now);
        _callee.Negotiator.Receive(new SignallingMessage.Description("stranger", "callee", offer, PeerRole.Caller) { Renews = true }, _now);

        Assert.That(_callee.Connections, Has.Count.EqualTo(1));
        Assert.That(_sent, Is.Empty);
    }

    [Test]
    public void An_offer_to_take_up_a_conversation_that_there_never_was_is_left_alone()
    {
        var offer = new RtcSessionDescription(RtcSdpType.Offer, FakeConnection.Sdp("stranger"));
        _callee.Negotiator.Receive(new SignallingMessage.Description("stranger", "callee", offer, PeerRole.Caller) { Renews = true }, _now);

        Assert.That(_callee.Connections, Is.Empty);
    }

    /// <summary>Brings the two to an open channel.</summary>
    private (FakeConnection Caller, FakeConnection Callee) Open()
    {
        _callee.Negotiator.Joined(_now);
        _caller.Negotiator.Joined(_now);
        Relay();
        var (caller, callee) = (_caller.Connections[^1], _callee.Connections[^1]);
        _caller.Negotiator.Opened(caller);
        _callee.Negotiator.Opened(callee);
        return (caller, callee);
    }

    private void Pass(TimeSpan time)
    {
        for (var end = _now + time; _now < end; _now += TimeSpan.FromSeconds(1))
        {
            _caller.Negotiator.Tick(_now);
            _callee.Negotiator.Tick(_now);
            Relay();
        }
    }

    private void Relay()
    {
        while (_sent.TryDequeue(out var message))
        {
            (message.Uuid == "caller" ? _callee : _caller).Negotiator.Receive(message, _now);
        }
    }

    private sealed class Side
    {
        public Side(string uuid, PeerRole role, Action<SignallingMessage> send) =>
            Negotiator = new Negotiator(uuid, role, 1, Connect(uuid), send, NullLogger.Instance);

        public Negotiator Negotiator { get; }

        public List<FakeConnection> Connections { get; } = [];

        private Func<PeerRole, INegotiatedConnection> Connect(string uuid) => part =>
        {
            Connections.Add(new FakeConnection($"{uuid}{Connections.Count}", part));
            return Connections[^1];
        };
    }
}

using NUnit.Framework;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.Peer.Tests.Turn;

/// <summary>An allocation and a strict server, in virtual time.</summary>
public class TurnAllocationTests
{
    private static readonly TransportAddress Client = TransportAddress.Create([192, 0, 2, 1], 1000);
    private static readonly TransportAddress Server = TransportAddress.Create([198, 51, 100, 1], 3478);
    private static readonly TransportAddress Peer = TransportAddress.Create([203, 0, 113, 1], 2000);

    private readonly TurnServerDouble _server = new(Server);
    private readonly EchoEndpoint _peer = new(Peer);
    private TurnClientEndpoint _client = new(new(Client, Server));
    private SimulationLoop _loop;

    public TurnAllocationTests() => _loop = NewLoop();

    [Test]
    public void Allocates_after_the_challenge_and_refreshes_before_the_end()
    {
        // Client -> Allocate -> Server: 401 with realm and nonce
        // Client -> Allocate, signed -> Server: relayed and mapped address
        // Client -> Refresh -> Server, a minute before the lifetime ends
        Allocate();

        Assert.That(_client.Allocated.Relayed, Is.EqualTo(Server.WithPort(50_000)));
        Assert.That(_client.Allocated.Mapped, Is.EqualTo(Client));
        Assert.That(_client.Allocated.SecondRelayed, Is.Null);

        _loop.RunFor(TimeSpan.FromHours(2));

        Assert.That(_client.Failure, Is.Null);
        Assert.That(_server.Requests.Count(method => method == StunMethod.Refresh), Is.EqualTo(120 / 9));
    }

    [Test]
    public void The_first_datagram_to_a_peer_waits_for_its_permission_and_is_not_lost()
    {
        // Client -> CreatePermission -> Server: success
        // Client -> Send indication -> Server -> Peer, and back in a Data indication
        Allocate();
        _client.Send(Peer, "hello");
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(_client.Received, Is.EqualTo(new[] { (new TransportPath(_client.Allocated.Relayed, Peer), "hello") }));
        Assert.That(_server.Requests, Is.EqualTo(new[] { StunMethod.Allocate, StunMethod.CreatePermission }));
        Assert.That((_server.Dropped, _server.IndicationCount, _server.ChannelCount), Is.EqualTo((0, 1, 0)));
    }

    [Test]
    public void A_channel_carries_data_in_both_directions_once_it_is_bound()
    {
        Allocate();
        _client.Allocation.BindChannel(Peer, _loop.Now);
        _loop.RunFor(TimeSpan.FromSeconds(1));
        var headroom = _client.Allocation.HeadroomFor(Peer);
        _client.Send(Peer, "short");
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(headroom, Is.EqualTo(4));
        Assert.That(_client.Received.Single().Text, Is.EqualTo("short"));
        Assert.That((_server.IndicationCount, _server.ChannelCount, _server.Dropped), Is.EqualTo((0, 1, 0)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Permissions_and_channels_in_use_outlive_their_time(bool hasChannel)
    {
        Allocate();
        if (hasChannel) _client.Allocation.BindChannel(Peer, _loop.Now);
        for (var minute = 0; minute < 60; minute++)
        {
            _client.Send(Peer, $"minute {minute}");
            _loop.RunFor(TimeSpan.FromMinutes(1));
        }

        Assert.That(_client.Received.Select(one => one.Text), Is.EqualTo(Enumerable.Range(0, 60).Select(minute => $"minute {minute}")));
        Assert.That(_server.Dropped, Is.Zero);
    }

    [Test]
    public void What_nobody_sends_to_is_forgotten()
    {
        Allocate();
        _client.Send(Peer, "once");
        _loop.RunFor(TimeSpan.FromMinutes(30));

        Assert.That(_client.Allocation.PeerCount, Is.Zero);
        Assert.That(_server.Requests.Count(method => method == StunMethod.CreatePermission), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void A_nonce_that_goes_stale_every_few_seconds_disturbs_nothing()
    {
        _server.NonceLifetime = TimeSpan.FromSeconds(7);
        Allocate();
        for (var minute = 0; minute < 40; minute++)
        {
            _client.Send(Peer, "still here");
            _loop.RunFor(TimeSpan.FromMinutes(1));
        }

        Assert.That((_client.Failure, _client.Received.Count), Is.EqualTo(((TurnFailure?)null, 40)));
    }

    [Test]
    public void A_server_whose_nonces_are_always_stale_is_given_up()
    {
        _server.NonceLifetime = TimeSpan.Zero;
        _loop.RunFor(TimeSpan.FromMinutes(1));

        Assert.That(_client.Failure!.Code, Is.EqualTo(StunErrorCode.StaleNonce));
        Assert.That(_loop.Network.Sent, Is.LessThan(20));
    }

    [Test]
    public void Wrong_credentials_are_refused_once_and_not_tried_again()
    {
        _client = new(new(Client, Server), TurnClientEndpoint.Options() with { Password = "wrong" });
        _loop = NewLoop();
        _loop.RunFor(TimeSpan.FromMinutes(1));

        Assert.That(_client.Failure, Is.EqualTo(TurnFailure.Of(StunErrorCode.Unauthenticated)));
        Assert.That(_loop.Network.Sent, Is.EqualTo(4), "two requests, two answers");
    }

    [TestCase(400)]
    [TestCase(403)]
    [TestCase(420)]
    [TestCase(441)]
    [TestCase(442)]
    [TestCase(486)]
    [TestCase(500)]
    [TestCase(508)]
    public void Each_refusal_has_a_name(int code)
    {
        _server.Refuse = _ => (StunErrorCode)code;
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That((int)_client.Failure!.Code!, Is.EqualTo(code));
        Assert.That(_client.Failure.MayPass, Is.EqualTo(code is 486 or 500 or 508));
        Assert.That(_client.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void A_server_that_names_another_is_left_for_it()
    {
        _server.Alternate = TransportAddress.Create([198, 51, 100, 2], 3479);
        _server.Refuse = _ => StunErrorCode.TryAlternate;
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(_client.Events, Is.EqualTo(new[] { new TurnEvent.Redirected(_server.Alternate.Value) }));
        Assert.That(_client.Allocation.State, Is.EqualTo(TurnState.Ended));
    }

    [Test]
    public void An_allocation_that_stood_there_before_is_given_back_first()
    {
        Allocate();
        _client = new(new(Client, Server));
        _loop = NewLoop();
        Allocate();

        Assert.That(_server.Requests, Is.EqualTo(new[]
        {
            StunMethod.Allocate, StunMethod.Allocate, StunMethod.Refresh, StunMethod.Allocate,
        }));
        Assert.That(_server.AllocationCount, Is.EqualTo(1));
    }

    [Test]
    public void A_server_without_IPv4_is_asked_for_IPv6()
    {
        var asked = 0;
        _server.Refuse = method => method == StunMethod.Allocate && asked++ == 0 ? StunErrorCode.AddressFamilyNotSupported : null;
        Allocate();

        Assert.That(asked, Is.EqualTo(2));
    }

    [Test]
    public void A_server_of_both_families_relays_to_both()
    {
        _server.IPv6Relay = TransportAddress.Create([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9], 0);
        var other = new EchoEndpoint(TransportAddress.Create([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7], 7));
        _loop = new SimulationLoop(new VirtualNetwork(1), _client, _server, _peer, other);
        Allocate();
        _client.Send(Peer, "four");
        _client.Send(other.Address, "six");
        _client.Allocation.BindChannel(other.Address, _loop.Now);
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(_client.Allocated.SecondRelayed!.Value.IsIPv6, Is.True);
        Assert.That(_client.Received, Is.EquivalentTo(new[]
        {
            (new TransportPath(_client.Allocated.Relayed, Peer), "four"),
            (new TransportPath(_client.Allocated.SecondRelayed.Value, other.Address), "six"),
        }));
    }

    [TestCase(403)]
    [TestCase(443)]
    public void A_peer_that_is_forbidden_gets_nothing_and_costs_nothing(int code)
    {
        Allocate();
        _server.Refuse = _ => (StunErrorCode)code;
        for (var second = 0; second < 60; second++)
        {
            _client.Send(Peer, "let me");
            _loop.RunFor(TimeSpan.FromSeconds(1));
        }

        Assert.That(_client.Failure, Is.Null);
        Assert.That(_server.Requests, Is.EqualTo(new[] { StunMethod.Allocate, StunMethod.CreatePermission }));
        Assert.That((_server.IndicationCount, _client.Received.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_private_address_that_is_forbidden_leaves_other_peers_theirs()
    {
        var other = new EchoEndpoint(TransportAddress.Create([198, 51, 100, 9], 9));
        _loop = new SimulationLoop(new VirtualNetwork(1), _client, _server, _peer, other);
        Allocate();
        _server.Refuse = _ => StunErrorCode.Forbidden;
        _client.Send(TransportAddress.Create([10, 0, 0, 1], 1), "to a private address");
        _loop.RunFor(TimeSpan.FromSeconds(1));
        _server.Refuse = _ => null;
        _client.Send(other.Address, "to another");
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(_client.Failure, Is.Null);
        Assert.That(_client.Received.Single().Text, Is.EqualTo("to another"));
    }

    [Test]
    public void A_channel_that_is_refused_leaves_indications()
    {
        Allocate();
        _server.Refuse = method => method == StunMethod.ChannelBind ? StunErrorCode.InsufficientCapacity : null;
        _client.Allocation.BindChannel(Peer, _loop.Now);
        _loop.RunFor(TimeSpan.FromSeconds(1));
        _client.Send(Peer, "all the same");
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(_client.Received.Single().Text, Is.EqualTo("all the same"));
        Assert.That(_server.Requests.Count(method => method == StunMethod.ChannelBind), Is.EqualTo(1));
    }

    [Test]
    public void Requests_that_are_lost_are_sent_again_until_the_server_counts_as_gone()
    {
        var lost = 0;
        _server.IsLost = _ => lost++ % 2 == 0;
        Allocate();
        _client.Send(Peer, "through");
        _loop.RunFor(TimeSpan.FromSeconds(5));
        Assert.That(_server.Requests, Does.Contain(StunMethod.CreatePermission));

        _server.IsLost = _ => true;
        _loop.RunUntil(() => _client.Failure is not null, TimeSpan.FromMinutes(11), "the end");
        Assert.That(_client.Failure, Is.EqualTo(TurnFailure.NoAnswer));
    }

    [Test]
    public void A_server_that_forgot_everything_is_found_out_by_a_probe()
    {
        Allocate();
        _server.Forget();
        _client.Allocation.Probe();
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(_client.Failure, Is.EqualTo(TurnFailure.Of(StunErrorCode.AllocationMismatch)));
        Assert.That(_client.Failure!.MayPass, Is.True);
    }

    [Test]
    public void Closing_gives_the_allocation_back()
    {
        Allocate();
        _client.Allocation.Close();
        _loop.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(_server.AllocationCount, Is.Zero);
        Assert.That(_client.NextDeadline, Is.EqualTo(Instant.Never));
        Assert.That(_client.Events.OfType<TurnEvent.Ended>(), Is.Empty, "that was no failure");
    }

    [Test]
    public void Many_peers_take_no_more_room_than_there_is()
    {
        Allocate();
        for (var i = 0; i < 1000; i++)
        {
            _client.Send(TransportAddress.Create([203, 0, (byte)(i / 250), (byte)(i % 250)], 5), "you too");
            _loop.RunFor(TimeSpan.FromMilliseconds(10));
        }

        Assert.That(_client.Allocation.PeerCount, Is.LessThanOrEqualTo(TurnClientEndpoint.Options().MaxPeers));
        Assert.That(_client.Failure, Is.Null);
    }

    [Test]
    public void Without_IPv6_no_address_of_it_is_asked_for()
    {
        _server.IPv6Relay = TransportAddress.Create([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9], 0);
        _client = new TurnClientEndpoint(new(Client, Server), TurnClientEndpoint.Options() with { AllowsIPv6 = false });
        _loop = NewLoop();
        Allocate();

        Assert.That(_client.Allocated.SecondRelayed, Is.Null);
    }

    private SimulationLoop NewLoop() => new(new VirtualNetwork(1, new() { Latency = TimeSpan.FromMilliseconds(10) }), _client, _server, _peer);

    private void Allocate() =>
        _loop.RunUntil(() => _client.Allocation.State == TurnState.Allocated && _client.Events.Count > 0, TimeSpan.FromSeconds(10), "the allocation");
}

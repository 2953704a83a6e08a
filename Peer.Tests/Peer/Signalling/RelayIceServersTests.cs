using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;
using RtcPeer.Relay;
using RtcPeer.Relay.Access;
using Relays = RtcPeer.Peer.Tests.Relay;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

[CancelAfter(30_000)]
public class RelayIceServersTests
{
    private static readonly TurnOptions Turn = new() { Urls = ["stun:stun.example", "turn:turn.example"], Secret = "north" };

    [TestCase("ws://relay.example:99/blue/sky?key=1", "http://relay.example:99/ice?room=%2Fblue%2Fsky")]
    [TestCase("wss://relay.example/", "https://relay.example/ice?room=%2F")]
    public void The_relay_is_asked_where_it_answers(string room, string address) =>
        Assert.That(RelayIceServers.AddressFor(new Uri(room)).AbsoluteUri, Is.EqualTo(address));

    [Test]
    public async Task Our_relay_names_its_servers_to_those_who_know_the_token([Values] bool knows, CancellationToken ct)
    {
        await using var relay = new Relays.TestRelay(new RelayOptions { Turn = Turn, Token = "token" });
        var servers = new RelayIceServers(relay.Url(), new RelayAccess(null, knows ? "token" : "wrong"), NullLogger.Instance, TimeProvider.System);
        await servers.AskAsync(ct);

        Assert.That(servers.Current.SelectMany(server => server.Urls), Is.EqualTo(knows ? Turn.Urls : []));
    }

    [Test]
    public async Task The_token_of_a_room_counts_in_that_room(CancellationToken ct)
    {
        await using var relay = new Relays.TestRelay(new RelayOptions
        {
            Turn = Turn, Token = "token", RoomTokens = [new RoomToken { Rooms = "team", Token = "team" }],
        });
        var servers = new RelayIceServers(relay.Url("/team"), new RelayAccess(null, "team"), NullLogger.Instance, TimeProvider.System);
        await servers.AskAsync(ct);

        Assert.That(servers.Current, Is.Not.Empty);
    }

    [Test]
    public async Task A_relay_that_is_gone_or_silent_changes_nothing([Values] bool isSilent, CancellationToken ct)
    {
        var port = FreePorts.Next();
        var room = new Uri($"ws://127.0.0.1:{port}/");
        using var listener = new TcpListener(IPAddress.Loopback, port);
        if (isSilent)
        {
            listener.Start();
        }

        var servers = new RelayIceServers(room, RelayAccess.Open, NullLogger.Instance, TimeProvider.System);
        await servers.AskAsync(ct);

        Assert.That(servers.Current, Is.Empty);
        Assert.That(servers.AreOld, Is.False);
    }

    [Test]
    public async Task Servers_are_old_after_five_minutes_and_fresh_when_asked_for_again(CancellationToken ct)
    {
        var time = new SetTime();
        await using var relay = new Relays.TestRelay(new RelayOptions { Turn = Turn });
        var servers = new RelayIceServers(relay.Url(), RelayAccess.Open, NullLogger.Instance, time);
        await servers.AskAsync(ct);
        var first = servers.Current[^1].Username;
        time.Now = TimeSpan.FromMinutes(5);
        Assert.That(servers.AreOld, Is.False);

        time.Now = TimeSpan.FromMinutes(5.1);
        Assert.That(servers.AreOld);
        await servers.AskAsync(ct);

        Assert.That(servers.AreOld, Is.False);
        Assert.That(servers.Current[^1].Username, Is.Not.EqualTo(first));
    }

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}

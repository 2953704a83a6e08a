using System.Net;
using NUnit.Framework;
using RtcPeer.Relay;
using RtcPeer.Relay.Http;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>Connections that never come to the point hold no place for long.</summary>
[CancelAfter(30_000)]
public class HandshakeLimitTests
{
    private static readonly HttpClient Http = new();
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Other = IPAddress.Parse("192.0.2.2");

    private readonly List<string> _cut = [];

    [SetUp]
    public void SetUp() => _cut.Clear();

    [Test]
    public void One_too_many_of_an_address_cuts_the_oldest_of_that_address()
    {
        var limit = new HandshakeLimit(10, 2);
        foreach (var (name, address) in new[] { ("other 1", Other), ("one 1", One), ("one 2", One), ("other 2", Other), ("one 3", One), ("one 4", One) })
        {
            limit.Enter(address, () => _cut.Add(name));
        }

        Assert.That(_cut, Is.EqualTo(new[] { "one 1", "one 2" }));
    }

    [Test]
    public void One_too_many_in_all_cuts_the_oldest_of_all()
    {
        var limit = new HandshakeLimit(3, 2);
        foreach (var (name, address) in new[] { ("other 1", Other), ("one 1", One), ("one 2", One), ("other 2", Other) })
        {
            limit.Enter(address, () => _cut.Add(name));
        }

        Assert.That(_cut, Is.EqualTo(new[] { "other 1" }));
    }

    [Test]
    public void A_connection_that_came_to_the_point_makes_room_itself_and_is_never_cut()
    {
        var limit = new HandshakeLimit(1, 1);
        for (var i = 0; i < 3; i++)
        {
            using (limit.Enter(One, () => _cut.Add("one")))
            {
            }
        }

        // The one that was cut already leaves too, and takes nobody's place with it.
        var first = limit.Enter(One, () => _cut.Add("first"));
        limit.Enter(One, () => _cut.Add("second"));
        first.Dispose();
        limit.Enter(Other, () => _cut.Add("third"));

        Assert.That(_cut, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public void Zero_is_no_limit()
    {
        var limit = new HandshakeLimit(0, 0);
        for (var i = 0; i < 5000; i++)
        {
            limit.Enter(One, () => _cut.Add("one"));
        }

        Assert.That(_cut, Is.Empty);
    }

    [Test]
    public async Task A_flood_of_half_requests_is_cut_and_counted_and_whoever_speaks_is_served(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MetricsPort = 0, MaxHandshakesPerAddress = 3, HandshakeTimeout = TimeSpan.FromMinutes(5) });
        var silent = new List<RawClient>();
        for (var i = 0; i < 10; i++)
        {
            silent.Add(await relay.ConnectRawAsync(ct));
            await silent[i].WriteAsync("GET / HTTP/1.1\r\nX: ", ct);
        }

        await relay.AssertServesAsync(ct);

        // Three may stay; the two clients that are served now took the place of two of these.
        foreach (var one in silent.Take(7))
        {
            Assert.That(await one.ReadToEndAsync(ct), Is.Empty);
        }

        var text = await Http.GetStringAsync(relay.Server.MetricsUrl, ct);
        Assert.That(text, Does.Match("rtcpeer_relay_refused_total{reason=\"too_many_handshakes\"} ([7-9]|10)\n"));
        Assert.That(text, Does.Contain("rtcpeer_relay_connections_failed_total 0\n"));
    }

    [Test]
    public async Task Whoever_is_answered_has_not_failed_however_the_connection_ends(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MetricsPort = 0, Token = "secret" });
        for (var i = 0; i < 3; i++)
        {
            // Refused with 401, and cut after that by a client that does not close.
            var client = await relay.ConnectRawAsync(ct);
            await client.WriteAsync(RawClient.Handshake("/"), ct);
            Assert.That(await client.ReadHeadAsync(ct), Does.StartWith("HTTP/1.1 401 "));
            if (i == 0)
            {
                client.Reset();
            }
        }

        await relay.Log.WaitForAsync("a connection ended before it became a client", ct);
        var text = await Http.GetStringAsync(relay.Server.MetricsUrl, ct);
        Assert.That(text, Does.Contain("rtcpeer_relay_refused_total{reason=\"token\"} 3\n"));
        Assert.That(text, Does.Contain("rtcpeer_relay_connections_failed_total 0\n"));
    }
}

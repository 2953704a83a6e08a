using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Relay;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>What those who watch over a relay see.</summary>
[CancelAfter(30_000)]
public class ObservingTests
{
    private static readonly HttpClient Http = new();

    [Test]
    public async Task Metrics_count_what_happens(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MetricsPort = 0, MaxClientsPerRoom = 3 });
        var a = await relay.JoinAsync(ct, "/secret-room");
        var b = await relay.JoinAsync(ct, "/secret-room");
        var c = await relay.JoinAsync(ct, "/secret-room");
        var d = await relay.JoinAsync(ct, "/secret-room");
        Assert.That(await d.ReceiveCloseAsync(ct), Is.EqualTo(4003));
        await d.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        await relay.Log.WaitForAsync("client 4 from", ct);
        await a.SendTextAsync("12345", ct);
        await b.ReceiveTextAsync(ct);
        await c.ReceiveTextAsync(ct);
        await c.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        await relay.Log.WaitForAsync("client 3 left", ct);

        var text = await Http.GetStringAsync(relay.Server.MetricsUrl, ct);

        Assert.That(Value(text, "rtcpeer_relay_ready"), Is.EqualTo(1));
        Assert.That(Value(text, "rtcpeer_relay_clients"), Is.EqualTo(2));
        Assert.That(Value(text, "rtcpeer_relay_rooms"), Is.EqualTo(1));
        Assert.That(Value(text, "rtcpeer_relay_joined_total"), Is.EqualTo(3));
        Assert.That(Value(text, "rtcpeer_relay_connections_total"), Is.EqualTo(4));
        Assert.That(Value(text, "rtcpeer_relay_messages_received_total"), Is.EqualTo(1));
        Assert.That(Value(text, "rtcpeer_relay_received_bytes_total"), Is.EqualTo(5));
        Assert.That(Value(text, "rtcpeer_relay_messages_delivered_total"), Is.EqualTo(2));
        Assert.That(Value(text, "rtcpeer_relay_delivered_bytes_total"), Is.EqualTo(10));
        Assert.That(Value(text, "rtcpeer_relay_closed_total{reason=\"room_full\"}"), Is.EqualTo(1));
        Assert.That(Value(text, "rtcpeer_relay_closed_total{reason=\"by_client\"}"), Is.EqualTo(1));
        Assert.That(Value(text, "rtcpeer_relay_closed_total{reason=\"too_slow\"}"), Is.Zero);
        Assert.That(Value(text, "rtcpeer_relay_fan_out_seconds_count"), Is.EqualTo(1));
        Assert.That(Value(text, "rtcpeer_relay_queue_seconds_count"), Is.EqualTo(2));
        Assert.That(Value(text, "rtcpeer_relay_queue_seconds_bucket{le=\"+Inf\"}"), Is.EqualTo(2));
        Assert.That(Value(text, "process_resident_memory_bytes"), Is.GreaterThan(1_000_000));
        Assert.That(text, Does.Not.Contain("secret"));
    }

    [Test]
    public async Task Metrics_have_the_form_that_Prometheus_reads(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MetricsPort = 0 });

        using var response = await Http.GetAsync(relay.Server.MetricsUrl, ct);

        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
        var lines = (await response.Content.ReadAsStringAsync(ct)).TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.All.Match("""^(# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))|[a-z_]+(\{[a-z]+="[^"]+"\})? -?[0-9.E+-]+)$"""));
        var types = lines.Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();
        Assert.That(types, Is.Unique);
    }

    [Test]
    public async Task Buckets_of_a_histogram_only_grow(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MetricsPort = 0 });
        var a = await relay.JoinAsync(ct);
        var b = await relay.JoinAsync(ct);
        for (var i = 0; i < 50; i++)
        {
            await a.SendTextAsync("x", ct);
            await b.ReceiveTextAsync(ct);
        }

        var text = await Http.GetStringAsync(relay.Server.MetricsUrl, ct);

        var buckets = text.Split('\n').Where(line => line.StartsWith("rtcpeer_relay_fan_out_seconds_bucket", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).ToList();
        Assert.That(buckets, Is.Ordered);
        Assert.That(buckets[^1], Is.EqualTo(50));
    }

    [TestCase("/metrics", HttpStatusCode.OK)]
    [TestCase("/healthz", HttpStatusCode.OK)]
    [TestCase("/readyz", HttpStatusCode.OK)]
    [TestCase("/", HttpStatusCode.NotFound)]
    [TestCase("/ice", HttpStatusCode.NotFound)]
    public async Task The_address_of_the_metrics_serves_nothing_else(string path, HttpStatusCode status, CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MetricsPort = 0 });
        using var response = await Http.GetAsync(new Uri(relay.Server.MetricsUrl!, path), ct);
        Assert.That(response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task The_public_address_serves_no_metrics_and_theirs_no_clients(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MetricsPort = 0 });
        Assert.That(
            await Http.GetStringAsync(new Uri($"http://localhost:{relay.Port}/metrics"), ct),
            Does.Not.Contain("rtcpeer_relay_"),
            "to the public, /metrics is a room as any other");

        using var client = new ClientWebSocket();
        Assert.That(
            async () => await client.ConnectAsync(new Uri($"ws://localhost:{relay.Server.MetricsUrl!.Port}/"), ct),
            Throws.InstanceOf<WebSocketException>());
        Assert.That(relay.Server.Rooms.ClientCount, Is.Zero);
    }

    [Test]
    public async Task While_it_stops_it_is_alive_but_not_ready_and_still_serves(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { MetricsPort = 0, DrainDelay = TimeSpan.FromSeconds(1) });
        var ready = new Uri($"http://localhost:{relay.Port}/readyz");
        Assert.That(await Http.GetStringAsync(ready, ct), Is.EqualTo("ready\n"));
        var client = await relay.JoinAsync(ct);
        var closed = client.ReceiveCloseAsync(ct);

        var stopping = relay.Server.DisposeAsync();

        foreach (var url in new[] { ready, new Uri(relay.Server.MetricsUrl!, "/readyz") })
        {
            using var response = await Http.GetAsync(url, ct);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        Assert.That(await Http.GetStringAsync(new Uri($"http://localhost:{relay.Port}/healthz"), ct), Is.EqualTo("ok\n"));
        await relay.AssertServesAsync(ct);
        Assert.That(await closed, Is.EqualTo(1012));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        await stopping;
    }

    private static double Value(string text, string name) =>
        double.Parse(
            text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[^1],
            CultureInfo.InvariantCulture);
}

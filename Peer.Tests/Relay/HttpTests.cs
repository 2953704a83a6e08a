using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Interop;
using RtcPeer.Relay;
using RelayExitCode = RtcPeer.Relay.ExitCode;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>Addresses, requests that are no WebSocket, and handshakes that are none.</summary>
[CancelAfter(30_000)]
public class HttpTests
{
    [TestCase("localhost")]
    [TestCase("127.0.0.1")]
    [TestCase("[::1]")]
    public async Task The_default_host_answers_to_each_name_of_the_loopback(string host, CancellationToken ct)
    {
        if (host == "[::1]")
        {
            Requires.IPv6Loopback();
        }

        await using var relay = new TestRelay();
        var a = await relay.JoinAsync(ct, host: host);
        var b = await relay.JoinAsync(ct, host: "127.0.0.1");

        await a.SendTextAsync("hello", ct);

        Assert.That(await b.ReceiveTextAsync(ct), Is.EqualTo("hello"));
        Assert.That(relay.Server.Url.ToString(), Is.EqualTo($"ws://localhost:{relay.Port}/"));
    }

    [TestCase("0.0.0.0")]
    [TestCase("+")]
    [TestCase("127.0.0.1")]
    public async Task Other_hosts_can_be_given(string host, CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { Host = host });
        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task Any_Host_header_is_served_on_the_address_that_was_reached(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var client = await relay.ConnectRawAsync(ct);
        await client.WriteAsync(RawClient.Handshake("/").Replace("Host: localhost", "Host: relay.example:8443", StringComparison.Ordinal), ct);
        Assert.That(await client.ReadHeadAsync(ct), Does.StartWith("HTTP/1.1 101 "));
    }

    [TestCase("GET", "/healthz", HttpStatusCode.OK)]
    [TestCase("HEAD", "/healthz", HttpStatusCode.OK)]
    [TestCase("GET", "/healthz?x=1", HttpStatusCode.OK)]
    [TestCase("POST", "/", HttpStatusCode.NotFound)]
    [TestCase("DELETE", "/healthz", HttpStatusCode.NotFound)]
    public async Task A_request_that_is_no_WebSocket_gets_its_status(string method, string path, HttpStatusCode status, CancellationToken ct)
    {
        await using var relay = new TestRelay();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://localhost:{relay.Port}{path}");
        if (method == "POST")
        {
            request.Content = new ByteArrayContent(new byte[100_000]);
        }

        using var response = await http.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        if (status == HttpStatusCode.OK && method == "GET")
        {
            Assert.That(await response.Content.ReadAsStringAsync(ct), Is.EqualTo("ok\n"));
        }
    }

    [TestCase("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", "HTTP/1.1 426 ")]
    [TestCase("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", "HTTP/1.1 400 ")]
    [TestCase("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key: short", "HTTP/1.1 400 ")]
    [TestCase("Upgrade: websocket", "Upgrade: h2c", "HTTP/1.1 426 ")]
    [TestCase("GET", "POST", "HTTP/1.1 ")]
    public async Task A_malformed_handshake_is_refused(string part, string replacement, string expected, CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var client = await relay.ConnectRawAsync(ct);

        await client.WriteAsync(RawClient.Handshake("/").Replace(part, replacement, StringComparison.Ordinal), ct);

        Assert.That(await client.ReadToEndAsync(ct), Does.StartWith(expected).And.Not.Contain(" 101 "));
        Assert.That(relay.Server.Rooms.ClientCount, Is.Zero);
        await relay.AssertServesAsync(ct);
    }

    [TestCase("\u0016\u0003\u0001\u0002\0", TestName = "Bytes_that_are_no_request_are_refused(a TLS hello)")]
    [TestCase("hello\r\n\r\n", TestName = "Bytes_that_are_no_request_are_refused(lower case)")]
    [TestCase("GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", TestName = "Bytes_that_are_no_request_are_refused(a folded line)")]
    [TestCase("GET / HTTP/1.1\r\nA: b\nB: c\r\n\r\n", TestName = "Bytes_that_are_no_request_are_refused(a bare LF)")]
    [TestCase("GET\r\n\r\n", TestName = "Bytes_that_are_no_request_are_refused(half a request line)")]
    [TestCase("GET / HTTP/1.1\r\nno colon\r\n\r\n", TestName = "Bytes_that_are_no_request_are_refused(a line that is no field)")]
    public async Task Bytes_that_are_no_request_are_refused(string bytes, CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var client = await relay.ConnectRawAsync(ct);

        await client.WriteAsync(bytes, ct);

        Assert.That(await client.ReadToEndAsync(ct), Does.StartWith("HTTP/1.1 400 "));
        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task A_handshake_may_come_byte_by_byte(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var client = await relay.ConnectRawAsync(ct);
        foreach (var c in RawClient.Handshake("/room"))
        {
            await client.WriteAsync(c.ToString(), ct);
        }

        Assert.That(await client.ReadHeadAsync(ct), Does.StartWith("HTTP/1.1 101 "));
    }

    [Test]
    public async Task Frames_before_the_answer_to_the_handshake_are_refused(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var client = await relay.ConnectRawAsync(ct);
        await client.WriteAsync(RawClient.Handshake("/") + "\u0081\u0080abcd", ct);
        Assert.That(await client.ReadToEndAsync(ct), Does.StartWith("HTTP/1.1 400 "));
    }

    [Test]
    public async Task A_flood_of_headers_is_cut_off(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var client = await relay.ConnectRawAsync(ct);
        await client.WriteAsync("GET / HTTP/1.1\r\n", ct);
        var sending = Task.Run(
            async () =>
            {
                while (true)
                {
                    await client.WriteAsync("X-Header: 0123456789012345678901234567890123456789\r\n", ct);
                }
            },
            ct);

        // The bytes that nobody reads may turn the answer into a reset.
        Assert.That(await client.ReadToEndAsync(ct), Is.Empty.Or.StartsWith("HTTP/1.1 400 "));
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await relay.AssertServesAsync(ct);
    }

    [TestCase("")]
    [TestCase("GET / HT")]
    [TestCase("GET / HTTP/1.1\r\nConnection: Upgrade\r\n")]
    public async Task Half_a_handshake_is_given_up_after_its_time(string half, CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(300) });
        var client = await relay.ConnectRawAsync(ct);
        await client.WriteAsync(half, ct);
        Assert.That(await client.ReadToEndAsync(ct), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Clients_that_vanish_at_any_byte_of_the_handshake_harm_nobody(bool reset, CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var handshake = RawClient.Handshake("/");
        for (var length = 0; length <= handshake.Length; length += 7)
        {
            using var client = await relay.ConnectRawAsync(ct);
            await client.WriteAsync(handshake[..length], ct);
            if (reset)
            {
                client.Reset();
            }
        }

        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task The_listener_behind_the_public_address_serves_nobody_directly(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        using var client = await RawClient.ConnectAsync(relay.Server.ListenerEndPoint.Port, 0, ct);
        await client.WriteAsync(
            RawClient.Handshake("/").Replace("Host: localhost", $"Host: {relay.Server.ListenerEndPoint}", StringComparison.Ordinal), ct);
        Assert.That(await client.ReadToEndAsync(ct), Does.Not.Contain("101"));
        Assert.That(relay.Server.Rooms.ClientCount, Is.Zero);
    }

    [Test]
    public async Task An_address_in_use_is_told_apart(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        await relay.AssertServesAsync(ct);

        var second = new RelayOptions { Port = relay.Port };

        Assert.That(
            () => RelayServer.Start(second, Serilog.Core.Logger.None),
            Throws.InstanceOf<RelayStartException>().With.Property("ExitCode").EqualTo(RelayExitCode.AddressInUse)
                .And.Message.EqualTo($"cannot listen on localhost:{relay.Port}: the address is in use by another program"));
    }

    [Test]
    public async Task A_port_in_use_on_IPv6_alone_counts_as_in_use()
    {
        Requires.IPv6Loopback();
        using var other = new TcpListener(IPAddress.IPv6Loopback, 0);
        other.Start();
        var options = new RelayOptions { Port = ((IPEndPoint)other.LocalEndpoint).Port };

        Assert.That(
            () => RelayServer.Start(options, Serilog.Core.Logger.None),
            Throws.InstanceOf<RelayStartException>().With.Property("ExitCode").EqualTo(RelayExitCode.AddressInUse));
        await Task.CompletedTask;
    }

    [TestCase("203.0.113.77")]
    [TestCase("no-such-host.invalid")]
    public void An_address_of_another_machine_is_refused(string host) =>
        Assert.That(
            () => RelayServer.Start(new RelayOptions { Host = host, Port = 0 }, Serilog.Core.Logger.None),
            Throws.InstanceOf<RelayStartException>().With.Property("ExitCode").EqualTo(RelayExitCode.AddressUnusable));
}

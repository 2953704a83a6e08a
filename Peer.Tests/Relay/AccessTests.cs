using System.Buffers.Text;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using RtcPeer.Relay;
using RtcPeer.Relay.Access;
using RelayExitCode = RtcPeer.Relay.ExitCode;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>Who is served: origins and tokens.</summary>
[CancelAfter(30_000)]
public class AccessTests
{
    private const string Token = "correct horse, battery";

    [TestCase(null, true)]
    [TestCase("http://relay.example:8443", true)]
    [TestCase("https://RELAY.example:8443", true)]
    [TestCase("http://localhost:3000", true, TestName = "A_page_of_a_foreign_origin_gets_403(a page of this machine)")]
    [TestCase("https://listed.example", true)]
    [TestCase("https://evil.example", false)]
    [TestCase("https://relay.example", false)]
    [TestCase("https://relay.example:8443.evil.example", false)]
    [TestCase("https://listed.example.evil.example", false)]
    [TestCase("http://localhost.evil.example", false)]
    [TestCase("null", false)]
    [TestCase("", false)]
    public async Task A_page_of_a_foreign_origin_gets_403(string? origin, bool isServed, CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { Origins = ["https://listed.example"] });
        var client = await relay.ConnectRawAsync(ct);
        var handshake = RawClient.Handshake("/").Replace("Host: localhost\r\n", "Host: relay.example:8443\r\n", StringComparison.Ordinal);
        if (origin is not null)
        {
            handshake = handshake.Replace("Upgrade: websocket\r\n", $"Upgrade: websocket\r\nOrigin: {origin}\r\n", StringComparison.Ordinal);
        }

        await client.WriteAsync(handshake, ct);

        Assert.That(await client.ReadHeadAsync(ct), Does.StartWith(isServed ? "HTTP/1.1 101 " : "HTTP/1.1 403 "));
        await relay.AssertServesAsync(ct);
    }

    [TestCase("*", "https://anyone.example")]
    [TestCase("null", "null")]
    public void All_origins_or_that_of_files_can_be_listed(string listed, string origin) =>
        Assert.That(new OriginCheck([listed]).Allows(origin, "relay.example", IPAddress.Parse("192.0.2.1")), Is.True);

    [Test]
    public void A_page_of_another_machine_that_calls_itself_localhost_is_foreign() =>
        Assert.That(new OriginCheck([]).Allows("http://localhost:3000", "relay.example", IPAddress.Parse("192.0.2.1")), Is.False);

    [TestCase("https://example.org", true)]
    [TestCase("http://localhost:3000", true)]
    [TestCase("*", true)]
    [TestCase("null", true)]
    [TestCase("example.org", false)]
    [TestCase("https://example.org/", false)]
    [TestCase("https://*.example.org/page", false)]
    public void What_is_no_origin_cannot_be_listed(string origin, bool isOne) =>
        Assert.That(new RelayOptions { Origins = [origin] }.Problem(), isOne ? Is.Null : Does.Contain(origin));

    [TestCase("Bearer " + Token, HttpStatusCode.SwitchingProtocols)]
    [TestCase("bearer " + Token, HttpStatusCode.SwitchingProtocols)]
    [TestCase("Bearer wrong", HttpStatusCode.Unauthorized)]
    [TestCase("Bearer " + Token + "x", HttpStatusCode.Unauthorized)]
    [TestCase("Bearer ", HttpStatusCode.Unauthorized)]
    [TestCase(Token, HttpStatusCode.Unauthorized)]
    [TestCase("Basic " + Token, HttpStatusCode.Unauthorized)]
    [TestCase(null, HttpStatusCode.Unauthorized)]
    public async Task Only_clients_with_the_token_are_served(string? authorization, HttpStatusCode status, CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { Token = Token });

        Assert.That(await StatusAsync(relay, "/", authorization, null, ct), Is.EqualTo(status));
        Assert.That(relay.Log.Lines, Has.None.Contains("horse").And.None.Contains("wrong"));
    }

    [Test]
    public async Task A_page_shows_the_token_as_a_subprotocol_and_it_is_not_repeated(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { Token = Token });
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("rtcpeer.v1");
        client.Options.AddSubProtocol(Protocol(Token));

        await client.ConnectAsync(relay.Url(), ct);

        Assert.That(client.SubProtocol, Is.EqualTo("rtcpeer.v1"));
        Assert.That(await StatusAsync(relay, "/", null, Protocol("wrong"), ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(relay, "/", null, "rtcpeer.token.???", ct), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Rooms_may_have_tokens_of_their_own(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions
        {
            Token = "for all",
            RoomTokens = [new RoomToken { Rooms = "team-*", Token = "for the team" }, new RoomToken { Rooms = "team-a", Token = "never reached" }],
        });
        (string Path, string Token, bool IsServed)[] cases =
        [
            ("/", "for all", true),
            ("/other", "for all", true),
            ("/other", "for the team", false),
            ("/team-a", "for the team", true),
            ("/team-a/", "for the team", true),
            ("/%74eam-a", "for the team", true),
            ("/team-a", "for all", false),
            ("/%74eam-a", "for all", false),
            ("/x/../team-a", "for all", false),
            ("//team-a", "for all", false),
            ("/team-a", "never reached", false),
        ];

        foreach (var (path, token, isServed) in cases)
        {
            Assert.That(
                await StatusAsync(relay, path, $"Bearer {token}", null, ct),
                Is.EqualTo(isServed ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Unauthorized),
                $"{path} with '{token}'");
        }
    }

    [Test]
    public async Task Rooms_without_a_token_are_open_where_only_others_have_one(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { RoomTokens = [new RoomToken { Rooms = "private", Token = Token }] });

        await relay.AssertServesAsync(ct);
        Assert.That(await StatusAsync(relay, "/private", null, null, ct), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task The_token_may_stand_in_a_file(CancellationToken ct)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Token + "\n", ct);
            await using var relay = new TestRelay(new RelayOptions { TokenFile = file });
            Assert.That(await StatusAsync(relay, "/", $"Bearer {Token}", null, ct), Is.EqualTo(HttpStatusCode.SwitchingProtocols));

            await File.WriteAllTextAsync(file, "\n", ct);
            Assert.That(
                () => RelayServer.Start(new RelayOptions { Port = 0, TokenFile = file }, Serilog.Core.Logger.None),
                Throws.InstanceOf<RelayStartException>().With.Property("ExitCode").EqualTo(RelayExitCode.Usage));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Protocol(string token) => "rtcpeer.token." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token));

    private static async Task<HttpStatusCode> StatusAsync(
        TestRelay relay, string path, string? authorization, string? protocol, CancellationToken ct)
    {
        var client = await relay.ConnectRawAsync(ct);
        var fields = (authorization is null ? "" : $"Authorization: {authorization}\r\n")
            + (protocol is null ? "" : $"Sec-WebSocket-Protocol: rtcpeer.v1, {protocol}\r\n");
        await client.WriteAsync(RawClient.Handshake(path).Replace("Upgrade: websocket\r\n", $"Upgrade: websocket\r\n{fields}", StringComparison.Ordinal), ct);
        var head = await client.ReadHeadAsync(ct);
        var status = (HttpStatusCode)int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(status != HttpStatusCode.Unauthorized || head.Contains("WWW-Authenticate: Bearer\r\n", StringComparison.OrdinalIgnoreCase));
        return status;
    }
}

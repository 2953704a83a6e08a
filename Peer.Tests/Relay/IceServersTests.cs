using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using RtcPeer.Relay;
using RtcPeer.Relay.Access;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary><c>GET /ice</c>: where a path can be found, and credentials that expire.</summary>
[CancelAfter(30_000)]
public class IceServersTests
{
    private static readonly TurnOptions Turn = new()
    {
        Urls = ["stun:turn.example:3478", "turn:turn.example:3478?transport=udp", "turns:turn.example:5349"],
        Secret = "north",
        Lifetime = TimeSpan.FromHours(1),
    };

    [Test]
    public void Credentials_are_those_that_coturn_computes()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        using var json = JsonDocument.Parse(new IceServers(Turn).ToJson(now));

        var servers = json.RootElement.GetProperty("iceServers");
        Assert.That(servers.GetArrayLength(), Is.EqualTo(2));
        Assert.That(Urls(servers[0]), Is.EqualTo(new[] { "stun:turn.example:3478" }));
        Assert.That(servers[0].TryGetProperty("credential", out _), Is.False);
        Assert.That(Urls(servers[1]), Is.EqualTo(new[] { "turn:turn.example:3478?transport=udp", "turns:turn.example:5349" }));
        var userName = servers[1].GetProperty("username").GetString()!;
        Assert.That(userName, Does.Match("^1800003600:[A-Za-z0-9_-]{8}$"));
        Assert.That(servers[1].GetProperty("credential").GetString(), Is.EqualTo(Hmac("north", userName)));
    }

    /// <summary>A value computed with <c>openssl dgst -sha1 -hmac north -binary | base64</c>.</summary>
    [Test]
    public void The_password_is_the_HMAC_in_base64() =>
        Assert.That(Hmac("north", "1800003600:alice"), Is.EqualTo("qe6uQh2FdtYywRuncfIrYF8O4Rk="));

    [Test]
    public async Task A_client_gets_them_over_http_and_no_two_the_same(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { Turn = Turn });
        using var http = new HttpClient();
        var url = new Uri($"http://localhost:{relay.Port}/ice");

        using var response = await http.GetAsync(url, ct);

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That(response.Headers.CacheControl!.NoStore);
        var one = await response.Content.ReadAsStringAsync(ct);
        Assert.That(one, Does.Contain("\"credential\""));
        Assert.That(await http.GetStringAsync(url, ct), Is.Not.EqualTo(one));
    }

    [Test]
    public async Task Without_servers_the_list_is_empty(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync(new Uri($"http://localhost:{relay.Port}/ice"), ct), Is.EqualTo("""{"iceServers":[]}"""));
    }

    [TestCase(null, null, HttpStatusCode.Unauthorized)]
    [TestCase("Bearer wrong", null, HttpStatusCode.Unauthorized)]
    [TestCase("Bearer token", null, HttpStatusCode.OK)]
    [TestCase("Bearer team", null, HttpStatusCode.OK)]
    [TestCase("Bearer token", "https://evil.example", HttpStatusCode.Forbidden)]
    [TestCase("Bearer token", "https://listed.example", HttpStatusCode.OK)]
    public async Task Strangers_get_none(string? authorization, string? origin, HttpStatusCode status, CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions
        {
            Turn = Turn,
            Token = "token",
            RoomTokens = [new RoomToken { Rooms = "team", Token = "team" }],
            Origins = ["https://listed.example"],
        });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{relay.Port}/ice");
        foreach (var (name, value) in new[] { ("Authorization", authorization), ("Origin", origin) }.Where(field => field.Item2 is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        var mayBeRead = response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
        Assert.That(mayBeRead, Is.EqualTo(status == HttpStatusCode.OK ? origin : null));
    }

    [Test]
    public void What_cannot_work_is_named()
    {
        Assert.That(Problem(Turn with { Secret = null }), Does.Contain("Turn:Secret"));
        Assert.That(Problem(Turn with { Urls = ["http://turn.example"] }), Does.Contain("http://turn.example"));
        Assert.That(Problem(Turn with { Urls = ["turn:"] }), Does.Contain("'turn:'"));
        Assert.That(Problem(Turn with { Lifetime = TimeSpan.Zero }), Does.Contain("Turn:Lifetime"));
        Assert.That(Problem(Turn with { Urls = ["stun:stun.example"], Secret = null }), Is.Null);
        Assert.That(Problem(Turn), Is.Null);
    }

    private static string? Problem(TurnOptions turn) => new RelayOptions { Turn = turn }.Problem();

    private static string?[] Urls(JsonElement server) => [.. server.GetProperty("urls").EnumerateArray().Select(url => url.GetString())];

    private static string Hmac(string secret, string userName)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(userName));
        return Convert.ToBase64String(hmac.GetHashAndReset());
    }
}

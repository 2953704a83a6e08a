using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using RtcPeer.Relay;
using RelayExitCode = RtcPeer.Relay.ExitCode;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>wss and https: who is served, and with which certificate.</summary>
[CancelAfter(60_000)]
public class TlsTests
{
    private CertificateFolder _folder = null!;

    [SetUp]
    public void MakeCertificate() => _folder = new CertificateFolder();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [TestCase(SslProtocols.Tls12)]
    [TestCase(SslProtocols.Tls13)]
    public async Task Both_versions_of_TLS_are_spoken_and_the_certificate_is_the_one_of_the_file(SslProtocols version, CancellationToken ct)
    {
        var serial = _folder.Issue();
        await using var relay = new TestRelay(_folder.Options);

        using var connection = await ConnectAsync(relay, version, ct);

        Assert.That(connection.SslProtocol, Is.EqualTo(version));
        Assert.That(Serial(connection), Is.EqualTo(serial));
        Assert.That(relay.Server.Url.Scheme, Is.EqualTo("wss"));
    }

    [Test]
    public async Task Clients_talk_over_wss_and_pages_over_https(CancellationToken ct)
    {
        await using var relay = new TestRelay(_folder.Options);
        using var a = await JoinAsync(relay, ct);
        using var b = await JoinAsync(relay, ct);

        var text = new string('x', 200_000);
        await a.SendTextAsync(text, ct);

        Assert.That(await b.ReceiveTextAsync(ct), Is.EqualTo(text));
        using var http = new HttpClient(Handler());
        Assert.That(await http.GetStringAsync(new Uri($"https://localhost:{relay.Port}/healthz"), ct), Is.EqualTo("ok\n"));
        Assert.That(relay.Log.Lines, Has.Some.Contains("client 1 joined from 127.0.0.1 "));
    }

    [Test]
    public async Task A_client_that_does_not_trust_the_certificate_does_not_connect(CancellationToken ct)
    {
        await using var relay = new TestRelay(_folder.Options);
        using var client = new ClientWebSocket();

        Assert.That(
            async () => await client.ConnectAsync(relay.Url(), ct),
            Throws.InstanceOf<WebSocketException>().With.InnerException.InnerException.InstanceOf<AuthenticationException>());
    }

    [Test]
    public async Task Plain_HTTP_on_the_port_of_TLS_is_told_so(CancellationToken ct)
    {
        await using var relay = new TestRelay(_folder.Options);
        var client = await relay.ConnectRawAsync(ct);

        await client.WriteAsync(RawClient.Handshake("/"), ct);

        Assert.That(await client.ReadToEndAsync(ct), Does.StartWith("HTTP/1.1 400 ").And.EndsWith("this port speaks TLS: use https:// or wss://\n"));
    }

    [Test]
    public async Task Half_a_TLS_handshake_is_given_up_after_its_time_and_garbage_harms_nobody(CancellationToken ct)
    {
        await using var relay = new TestRelay(_folder.Options with { HandshakeTimeout = TimeSpan.FromMilliseconds(300) });
        var silent = await relay.ConnectRawAsync(ct);
        await silent.WriteAsync(new byte[] { 22, 3, 1, 2, 0, 1 }, ct);
        var garbage = await relay.ConnectRawAsync(ct);
        await garbage.WriteAsync(new byte[] { 22, 255, 255, 255, 255, 255, 255, 255, 255, 255 }, ct);

        Assert.That(await silent.ReadToEndAsync(ct), Is.Empty);
        await garbage.ReadToEndAsync(ct);
        using var client = await JoinAsync(relay, ct);
    }

    [Test]
    public async Task A_new_certificate_is_shown_to_new_clients_and_loses_no_old_one(CancellationToken ct)
    {
        await using var relay = new TestRelay(_folder.Options);
        using var a = await JoinAsync(relay, ct);
        using var b = await JoinAsync(relay, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var talking = TalkAsync(a, b, stop.Token);

        var serial = _folder.Issue();
        await relay.Log.WaitForAsync("the certificate was replaced", ct);

        using var connection = await ConnectAsync(relay, SslProtocols.None, ct);
        Assert.That(Serial(connection), Is.EqualTo(serial));
        await stop.CancelAsync();
        Assert.That(await talking, Is.GreaterThan(0));
        Assert.That(relay.Server.Rooms.ClientCount, Is.EqualTo(2));
        Assert.That(relay.Log.Lines, Has.None.Contains(" left: "));
    }

    [TestCase("another key", "does not belong to the certificate")]
    [TestCase("expired", "expired on")]
    [TestCase("garbage", "there is no certificate in")]
    [TestCase("gone", "there is no such file")]
    public async Task A_new_certificate_that_is_of_no_use_leaves_the_old_one(string kind, string complaint, CancellationToken ct)
    {
        var serial = _folder.Issue();
        await using var relay = new TestRelay(_folder.Options);

        Spoil(kind);
        await relay.Log.WaitForAsync(line => line.StartsWith("the certificate stays as it was", StringComparison.Ordinal) && line.Contains(complaint, StringComparison.Ordinal), ct);

        using (var connection = await ConnectAsync(relay, SslProtocols.None, ct))
        {
            Assert.That(Serial(connection), Is.EqualTo(serial));
        }

        // The next good one is taken.
        serial = _folder.Issue();
        await relay.Log.WaitForAsync("the certificate was replaced", ct);
        using var again = await ConnectAsync(relay, SslProtocols.None, ct);
        Assert.That(Serial(again), Is.EqualTo(serial));
    }

    [TestCase("another key", "does not belong to the certificate")]
    [TestCase("expired", "expired on")]
    [TestCase("not yet valid", "is valid from")]
    [TestCase("garbage", "there is no certificate in")]
    [TestCase("gone", "there is no such file")]
    [TestCase("no key", "cannot be found")]
    [TestCase("encrypted key", "is encrypted")]
    public void A_certificate_that_is_of_no_use_is_told_apart_at_the_start(string kind, string complaint)
    {
        Spoil(kind);

        Assert.That(
            () => RelayServer.Start(_folder.Options with { Port = 0 }, Serilog.Core.Logger.None),
            Throws.InstanceOf<RelayStartException>().With.Property("ExitCode").EqualTo(RelayExitCode.CertificateUnusable)
                .And.Message.Contains(complaint).And.Message.Contains(".pem"));
    }

    private void Spoil(string kind)
    {
        switch (kind)
        {
            case "another key":
                _folder.WriteOtherKey();
                break;
            case "expired":
                _folder.Issue(validFrom: -30, validUntil: -1);
                break;
            case "not yet valid":
                _folder.Issue(validFrom: 1);
                break;
            case "garbage":
                File.WriteAllText(_folder.Certificate, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
                break;
            case "gone":
                File.Delete(_folder.Certificate);
                break;
            case "no key":
                File.WriteAllText(_folder.Key, File.ReadAllText(_folder.Certificate));
                break;
            case "encrypted key":
                using (var key = ECDsa.Create())
                {
                    File.WriteAllText(_folder.Key, key.ExportEncryptedPkcs8PrivateKeyPem(
                        "password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
                }

                break;
        }
    }

    /// <summary>Sends from one to the other until it is stopped; each message arrives.</summary>
    private static async Task<int> TalkAsync(ClientWebSocket a, ClientWebSocket b, CancellationToken stop)
    {
        var count = 0;
        while (!stop.IsCancellationRequested)
        {
            await a.SendTextAsync($"{count}", CancellationToken.None);
            Assert.That(await b.ReceiveTextAsync(CancellationToken.None), Is.EqualTo($"{count}"));
            count++;
            await Task.Yield();
        }

        return count;
    }

    private SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = _folder.Policy();
        return handler;
    }

    private async Task<ClientWebSocket> JoinAsync(TestRelay relay, CancellationToken ct)
    {
        var client = new ClientWebSocket();
        using var http = new HttpMessageInvoker(Handler());
        await client.ConnectAsync(relay.Url(host: "localhost"), http, ct);
        return client;
    }

    private async Task<SslStream> ConnectAsync(TestRelay relay, SslProtocols version, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, relay.Port, ct);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = version, CertificateChainPolicy = _folder.Policy() }, ct);
        return stream;
    }

    private static string Serial(SslStream connection) => ((X509Certificate2)connection.RemoteCertificate!).SerialNumber;
}

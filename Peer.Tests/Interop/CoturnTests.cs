using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Io;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Against Debian's TURN server, with all data going through it.</summary>
[CancelAfter(60_000)]
public class CoturnTests
{
    [TestCase("udp")]
    [TestCase("tcp")]
    public async Task Data_goes_through_it_over_each_transport(string transport, CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        var configuration = RelayOnly(server.At(transport));
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);

        await TransferAsync(pair, cancellationToken);

        Assert.That(pair.CallersRelayedCandidates.All, Is.Not.Empty.And.All.Contains(" typ relay raddr 0.0.0.0 rport 9"));
        Assert.That(pair.CallersOwnCandidates.All, Is.Empty);
    }

    [TestCase("tls")]
    public async Task Data_goes_through_TLS_to_a_server_whose_certificate_is_right(string transport, CancellationToken cancellationToken)
    {
        using var certificate = new CertificateFolder();
        await using var server = await WithTls(certificate, cancellationToken);
        var configuration = RelayOnly(server.At(transport)) with { TrustedRoots = Trusting(certificate) };
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);

        await TransferAsync(pair, cancellationToken);
    }

    [TestCase("unknown authority", "no authority that is trusted")]
    [TestCase("expired", "not valid at this time")]
    [TestCase("wrong name", "not for 127.0.0.2")]
    public async Task A_certificate_that_is_wrong_is_refused_and_named(string what, string complaint, CancellationToken cancellationToken)
    {
        using var certificate = new CertificateFolder();
        if (what == "expired") certificate.Issue(validFrom: -10, validUntil: -1);
        await using var server = await WithTls(certificate, cancellationToken);
        using var other = new CertificateFolder();
        var at = server.At("tls");
        if (what == "wrong name") at = at with { Urls = [$"turns:127.0.0.2:{server.TlsPort}"] };

        var error = await FirstErrorAsync(
            RelayOnly(at) with { TrustedRoots = Trusting(what == "unknown authority" ? other : certificate) }, cancellationToken);

        Assert.That(error.ErrorText, Does.Contain(complaint));
        Assert.That(error.ErrorCode, Is.EqualTo(RtcPeerConnectionEvent.IceCandidateError.NoContact));
        Assert.That(server.Log, Does.Not.Contain("ALLOCATE"), "not even a request was sent");
    }

    [Test]
    public async Task Without_roots_of_ones_own_a_private_authority_is_not_trusted(CancellationToken cancellationToken)
    {
        using var certificate = new CertificateFolder();
        await using var server = await WithTls(certificate, cancellationToken);

        var error = await FirstErrorAsync(RelayOnly(server.At("tls")), cancellationToken);

        Assert.That(error.ErrorText, Does.Contain("no authority that is trusted"));
    }

    [Test]
    public async Task Time_limited_credentials_work_until_their_time(CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls", "--use-auth-secret");
        var (user, password) = Coturn.TimeLimited(DateTimeOffset.UtcNow.AddMinutes(5));
        var configuration = RelayOnly(server.At("udp", user, password));
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);
        await TransferAsync(pair, cancellationToken);

        var (lateUser, latePassword) = Coturn.TimeLimited(DateTimeOffset.UtcNow.AddMinutes(-5));
        var error = await FirstErrorAsync(RelayOnly(server.At("udp", lateUser, latePassword)), cancellationToken);

        Assert.That((error.ErrorCode, error.ErrorText), Is.EqualTo((401, "refused the credentials")));
    }

    [TestCase("udp")]
    [TestCase("tcp")]
    public async Task Wrong_credentials_are_named(string transport, CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");

        var error = await FirstErrorAsync(RelayOnly(server.At(transport, password: "wrong")), cancellationToken);

        Assert.That((error.Url, error.ErrorCode), Is.EqualTo((server.At(transport).Urls[0], 401)));
    }

    [Test]
    public async Task A_nonce_that_goes_stale_is_renewed(CancellationToken cancellationToken)
    {
        // The credentials of each request are a second old at most; permissions and channels come later than that.
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls", "--stale-nonce=1");
        var configuration = RelayOnly(server.At("udp"));
        await using var early = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);

        await TransferAsync(early, cancellationToken);
    }

    [Test]
    public async Task A_quota_that_is_used_up_is_named(CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls", "--user-quota=1");
        await using var first = new RtcPeerConnection(RelayOnly(server.At("udp")));
        first.SetLocalDescription(first.CreateOffer());
        await foreach (var happened in first.Events.ReadAllAsync(cancellationToken))
        {
            if (happened is RtcPeerConnectionEvent.IceCandidate { Candidate.Candidate.Length: > 0 }) break;
        }

        var error = await FirstErrorAsync(RelayOnly(server.At("tcp")), cancellationToken);

        Assert.That(error.ErrorCode, Is.EqualTo(486));
    }

    [Test]
    [NonParallelizable] // It takes the time.
    public async Task A_server_that_is_dead_delays_nobody(CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        var configuration = RelayOnly(
            new RtcIceServer { Urls = ["turn:127.0.0.1:9", "turn:127.0.0.1:9?transport=tcp", "turn:no.such.name.invalid"], Username = "u", Credential = "c" },
            server.At("udp"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);

        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(4)), "the dead one would take 8 s to give up");
        await TransferAsync(pair, cancellationToken);
    }

    [Test]
    public async Task The_allocation_is_given_back_on_closing([Values("udp", "tcp")] string transport, CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        var configuration = RelayOnly(server.At(transport));
        await using (await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration))
        {
        }

        await server.WaitForLogAsync("refreshed, realm=<test.example>, username=<user>, lifetime=0", 2, cancellationToken);
    }

    [TestCase("udp")]
    [TestCase("tcp")]
    public async Task A_server_that_was_killed_is_asked_again_when_it_is_back(string transport, CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        var configuration = new RtcConfiguration { IceServers = [server.At(transport)] };
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);
        await pair.CallersRelayedCandidates.WaitForAsync(1, cancellationToken);
        var before = pair.CallersRelayedCandidates.All.Count;

        await server.KillAsync();
        await TransferAsync(pair, cancellationToken);
        if (transport == "udp") return;
        var error = await pair.CallersServerErrors.Reader.ReadAsync(cancellationToken);
        await server.RestartAsync(cancellationToken);

        Assert.That(error.ErrorText, Is.EqualTo("closed the connection"));
        await pair.CallersRelayedCandidates.WaitForAsync(before + 1, cancellationToken);
    }

    [Test]
    public async Task Restarts_of_ICE_offer_the_same_allocation_again([Values("udp", "tcp")] string transport, CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        var configuration = RelayOnly(server.At(transport));
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);
        var before = pair.CallersRelayedCandidates.All.Count;
        await TransferAsync(pair, cancellationToken);

        pair.Restart(byCaller: true);
        await TransferAsync(pair, cancellationToken);
        pair.Restart(byCaller: false);
        await TransferAsync(pair, cancellationToken);

        await pair.CallersRelayedCandidates.WaitForAsync(3 * before, cancellationToken);
        Assert.That(pair.CallersRelayedCandidates.All.Select(line => line.Split(' ')[5]).Distinct().Count(), Is.EqualTo(before));
        Assert.That(pair.Caller.ConnectionState, Is.EqualTo(RtcPeerConnectionState.Connected));
    }

    [TestCase("udp")]
    [TestCase("tcp")]
    public async Task A_conversation_survives_the_restart_of_the_only_server(string transport, CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        var configuration = RelayOnly(server.At(transport));
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);
        await TransferAsync(pair, cancellationToken);

        await server.KillAsync();
        await pair.CallersChannel.SendAsync("patience", cancellationToken);
        await server.RestartAsync(cancellationToken);

        Assert.That((await ReadAsync(pair.CalleesChannel, cancellationToken)).Text, Is.EqualTo("patience"));
        await TransferAsync(pair, cancellationToken);
    }

    [TestCase("udp")]
    [TestCase("tcp")]
    public async Task A_server_that_sends_elsewhere_is_followed(string transport, CancellationToken cancellationToken)
    {
        await using var target = await Coturn.StartAsync(cancellationToken, "--no-tls");
        await using var server = await Coturn.StartAsync(
            cancellationToken, "--no-tls", $"--alternate-server=127.0.0.1:{target.Port}");
        var configuration = RelayOnly(server.At(transport));
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);

        await TransferAsync(pair, cancellationToken);

        Assert.That(target.Log, Does.Contain("ALLOCATE processed, success"));
        Assert.That(server.Log, Does.Not.Contain("ALLOCATE processed, success"));
    }

    [TestCase("udp")]
    [TestCase("tcp")]
    public async Task IPv6_carries_it_as_well(string transport, CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls", "--listening-ip=::1", "--relay-ip=::1");
        var at = server.At(transport) with { Urls = [$"turn:[::1]:{server.Port}?transport={transport}"] };
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, RelayOnly(at), RelayOnly(server.At(transport)));

        await TransferAsync(pair, cancellationToken);
    }

    private static Task<Coturn> WithTls(CertificateFolder certificate, CancellationToken cancellationToken) =>
        Coturn.StartAsync(cancellationToken, $"--cert={certificate.Certificate}", $"--pkey={certificate.Key}");

    private static X509Certificate2Collection Trusting(CertificateFolder certificate)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(certificate.Authority);
        return roots;
    }

    /// <summary>What a connection with no other way first hears about its server.</summary>
    private static async Task<RtcPeerConnectionEvent.IceCandidateError> FirstErrorAsync(
        RtcConfiguration configuration, CancellationToken cancellationToken)
    {
        await using var connection = new RtcPeerConnection(configuration);
        connection.SetLocalDescription(connection.CreateOffer());
        await foreach (var happened in connection.Events.ReadAllAsync(cancellationToken))
        {
            if (happened is RtcPeerConnectionEvent.IceCandidateError error) return error;
            Assert.That(happened, Is.Not.InstanceOf<RtcPeerConnectionEvent.IceCandidate>(), "a candidate came after all");
        }
        throw new InvalidOperationException("the connection ended");
    }

    private static RtcConfiguration RelayOnly(params RtcIceServer[] servers) =>
        new() { IceServers = servers, IceTransportPolicy = RtcIceTransportPolicy.Relay };

    /// <summary>Messages of every size both ways, and back intact.</summary>
    private static async Task TransferAsync(ConnectedPair pair, CancellationToken cancellationToken)
    {
        const int count = 200;
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < count; i++) await pair.CallersChannel.SendAsync(Message(i), cancellationToken);
            },
            cancellationToken);
        for (var i = 0; i < count; i++)
        {
            var received = await ReadAsync(pair.CalleesChannel, cancellationToken);
            Assert.That(received.Data.Span.SequenceEqual(Message(i)), Is.True, $"message {i}");
        }
        await sending;
        await pair.CalleesChannel.SendAsync("back", cancellationToken);
        Assert.That((await ReadAsync(pair.CallersChannel, cancellationToken)).Text, Is.EqualTo("back"));
    }

    private static byte[] Message(int number)
    {
        var message = new byte[number * 331];
        new Random(number).NextBytes(message);
        return message;
    }

    private static async Task<RtcMessage> ReadAsync(RtcDataChannel channel, CancellationToken cancellationToken)
    {
        RtcMessage message;
        while (!channel.TryRead(out message))
        {
            if (!await channel.WaitToReadAsync(cancellationToken)) throw new InvalidOperationException("the channel ended");
        }
        return message;
    }
}

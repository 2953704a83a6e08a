using System.Security.Cryptography;
using NUnit.Framework;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

/// <summary>Nobody but the owner of the announced certificate gets a byte through, in either role.</summary>
public class AuthenticationTests
{
    [Test]
    public void A_client_of_another_certificate_is_refused_and_no_data_passes()
    {
        using var pair = new DtlsPair(
            server: options => options with { RemoteFingerprints = [Certificates.Mallory.Fingerprint] }).Connect();

        AssertRefused(pair.Server, pair.Client, DtlsFailure.FingerprintMismatch, AlertDescription.BadCertificate);
    }

    [Test]
    public void A_server_of_another_certificate_is_refused_and_no_data_passes()
    {
        using var pair = new DtlsPair(
            client: options => options with { RemoteFingerprints = [Certificates.Mallory.Fingerprint] }).Connect();

        AssertRefused(pair.Client, pair.Server, DtlsFailure.FingerprintMismatch, AlertDescription.BadCertificate);
        var fromClient = pair.Log.Where(sent => sent.ToServer).Select(sent => Wire.Contents(sent.Datagram));
        Assert.That(fromClient, Is.EqualTo(new[] { "ClientHello", "Alert" }));
    }

    [Test]
    public void An_end_that_expects_its_own_fingerprint_refuses_the_other()
    {
        using var pair = new DtlsPair(
            server: options => options with { RemoteFingerprints = [options.Certificate.Fingerprint] }).Connect();

        AssertRefused(pair.Server, pair.Client, DtlsFailure.FingerprintMismatch, AlertDescription.BadCertificate);
    }

    [Test]
    public void One_matching_fingerprint_of_several_is_enough()
    {
        using var pair = new DtlsPair(
            client: options => options with { RemoteFingerprints = [Certificates.Mallory.Fingerprint, Certificates.Bob.Fingerprint] },
            server: options => options with
            {
                RemoteFingerprints = [Certificates.Alice.Fingerprint, new("sha-1", new byte[20])],
            }).Connect();

        Assert.That(pair.AreConnected, Is.True);
    }

    [Test]
    public void A_weaker_matching_hash_does_not_excuse_a_stronger_one_that_differs()
    {
        using var pair = new DtlsPair(client: options => options with
        {
            RemoteFingerprints = [Certificates.Bob.Fingerprint, new("sha-512", new byte[64])],
        }).Connect();

        AssertRefused(pair.Client, pair.Server, DtlsFailure.FingerprintMismatch, AlertDescription.BadCertificate);
    }

    [Test]
    public void Each_known_hash_function_vouches_alone()
    {
        var der = Certificates.Bob.Der;
        CertificateFingerprint[] fingerprints =
        [
            new("sha-512", SHA512.HashData(der)), new("sha-384", SHA384.HashData(der)), new("sha-256", SHA256.HashData(der)),
        ];
        foreach (var fingerprint in fingerprints)
        {
            using var pair = new DtlsPair(client: options => options with { RemoteFingerprints = [fingerprint] }).Connect();

            Assert.That(pair.AreConnected, Is.True, fingerprint.AlgorithmName);
        }
    }

    [Test]
    public void The_honest_script_connects()
    {
        var (server, _) = AttackServer(
            Certificates.Alice, "Certificate", "ClientKeyExchange", "CertificateVerify", "Finished");

        Assert.That(server.IsConnected, Is.True, server.Failure?.Message);
        Assert.That(server.Received, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_renegotiation_is_refused_with_a_warning_and_the_association_lives()
    {
        var server = DtlsPair.Create(DtlsRole.Server, Certificates.Bob, Certificates.Alice);
        using var rogue = new RogueClient(Certificates.Alice, Certificates.Bob);
        rogue.Attack(server, "Certificate", "ClientKeyExchange", "CertificateVerify", "Finished");
        var buffer = new byte[2048];
        while (server.Endpoint.TryWrite(buffer, new(0), out _)) continue;

        rogue.Renegotiate(server);

        Assert.That(server.Endpoint.TryWrite(buffer, new(0), out var length), Is.True);
        var (header, _) = Wire.Records(buffer[..length]).Single();
        Assert.That((header.Type, header.Epoch), Is.EqualTo((ContentType.Alert, (ushort)1)));
        Assert.That(server.Endpoint.TryWrite(buffer, new(0), out _), Is.False, "no flight");
        Assert.That(server.IsConnected, Is.True);
    }

    // Left out, one after the other.
    [TestCase("ClientKeyExchange CertificateVerify Finished", DtlsFailure.ProtocolViolation)]
    [TestCase("Certificate CertificateVerify", DtlsFailure.ProtocolViolation)]
    [TestCase("Certificate ClientKeyExchange Finished", DtlsFailure.ProtocolViolation)]
    [TestCase("ClientKeyExchange Finished", DtlsFailure.ProtocolViolation)]
    // Repeated.
    [TestCase("Certificate Certificate ClientKeyExchange CertificateVerify Finished", DtlsFailure.ProtocolViolation)]
    [TestCase("Certificate ClientKeyExchange ClientKeyExchange CertificateVerify Finished", DtlsFailure.ProtocolViolation)]
    [TestCase("Certificate ClientKeyExchange CertificateVerify CertificateVerify Finished", DtlsFailure.ProtocolViolation)]
    // In another order.
    [TestCase("ClientKeyExchange Certificate CertificateVerify Finished", DtlsFailure.ProtocolViolation)]
    [TestCase("Certificate CertificateVerify ClientKeyExchange Finished", DtlsFailure.ProtocolViolation)]
    [TestCase("CertificateVerify Certificate ClientKeyExchange Finished", DtlsFailure.ProtocolViolation)]
    [TestCase("Certificate ClientKeyExchange Finished CertificateVerify", DtlsFailure.ProtocolViolation)]
    // With false content.
    [TestCase("NoCertificate ClientKeyExchange Finished", DtlsFailure.UnusableCertificate)]
    [TestCase("NoCertificate ClientKeyExchange CertificateVerify Finished", DtlsFailure.UnusableCertificate)]
    [TestCase("Certificate ClientKeyExchange EmptyVerify Finished", DtlsFailure.AuthenticationFailed)]
    [TestCase("Certificate ClientKeyExchange ForeignVerify Finished", DtlsFailure.AuthenticationFailed)]
    [TestCase("Certificate ClientKeyExchange CertificateVerify WrongFinished", DtlsFailure.AuthenticationFailed)]
    [TestCase("Certificate BadPoint", DtlsFailure.ProtocolViolation)]
    public void A_server_refuses_a_client_that_leaves_out_repeats_reorders_or_forges(string script, object reason)
    {
        var (server, alert) = AttackServer(Certificates.Alice, script.Split(' '));

        Assert.That(server.Failure?.Reason, Is.EqualTo(reason), server.Failure?.Message);
        Assert.That(server.Endpoint.State, Is.EqualTo(DtlsState.Failed));
        Assert.That(server.Received, Is.Empty);
        Assert.That(alert, Is.Not.Null);
    }

    [Test]
    public void A_stolen_certificate_is_worth_nothing_without_its_key()
    {
        // Mallory shows Alice's certificate, whose fingerprint is right, and signs with his own key.
        var (server, _) = AttackServer(
            Certificates.Mallory, "StolenCertificate", "ClientKeyExchange", "CertificateVerify", "Finished");

        Assert.That(server.Failure?.Reason, Is.EqualTo(DtlsFailure.AuthenticationFailed));
        Assert.That(server.Received, Is.Empty);
    }

    [Test]
    public void A_Finished_in_the_clear_counts_for_nothing()
    {
        var (server, _) = AttackServer(
            Certificates.Alice, "Certificate", "ClientKeyExchange", "CertificateVerify", "ClearFinished");

        Assert.That(server.Endpoint.State, Is.EqualTo(DtlsState.Connecting));
        Assert.That(server.Received, Is.Empty);
    }

    [Test]
    public void The_honest_answer_moves_a_client_on()
    {
        var (client, answers) = AttackClient(
            Certificates.Bob, "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone");

        Assert.That(client.Endpoint.State, Is.EqualTo(DtlsState.Connecting));
        Assert.That(answers, Is.EqualTo(new[]
        {
            "Certificate ClientKeyExchange CertificateVerify ChangeCipherSpec (sealed)",
        }));
    }

    // Left out.
    [TestCase("Certificate ServerKeyExchange ServerHelloDone", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello ServerKeyExchange ServerHelloDone", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello Certificate ServerHelloDone", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello Certificate CertificateRequest ServerHelloDone", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello ServerHelloDone", DtlsFailure.ProtocolViolation)]
    // Repeated.
    [TestCase("ServerHello ServerHello", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello Certificate Certificate", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello Certificate ServerKeyExchange ServerKeyExchange", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello Certificate ServerKeyExchange CertificateRequest CertificateRequest", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello Certificate ServerKeyExchange ServerHelloDone ServerHelloDone", DtlsFailure.ProtocolViolation)]
    // In another order.
    [TestCase("ServerHello ServerKeyExchange Certificate", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello Certificate CertificateRequest ServerKeyExchange", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello HelloVerifyRequest", DtlsFailure.ProtocolViolation)]
    // With false content.
    [TestCase("UnofferedSuite", DtlsFailure.ProtocolViolation)]
    [TestCase("InsecureHello", DtlsFailure.NothingInCommon)]
    [TestCase("RsaSuite Certificate", DtlsFailure.ProtocolViolation)]
    [TestCase("ServerHello NoCertificate", DtlsFailure.UnusableCertificate)]
    [TestCase("ServerHello Certificate ReplayedKeyExchange", DtlsFailure.AuthenticationFailed)]
    [TestCase("ServerHello Certificate BadPoint", DtlsFailure.ProtocolViolation)]
    public void A_client_refuses_a_server_that_leaves_out_repeats_reorders_or_forges(string script, object reason)
    {
        var (client, answers) = AttackClient(Certificates.Bob, script.Split(' '));

        Assert.That(client.Failure?.Reason, Is.EqualTo(reason), client.Failure?.Message);
        Assert.That(client.Endpoint.State, Is.EqualTo(DtlsState.Failed));
        Assert.That(answers, Has.Count.EqualTo(1), "one alert and no flight");
    }

    [Test]
    public void A_server_that_asks_for_cookies_without_end_is_left()
    {
        var (client, _) = AttackClient(Certificates.Bob, [.. Enumerable.Repeat("HelloVerifyRequest", 8)]);

        Assert.That(client.Failure?.Reason, Is.EqualTo(DtlsFailure.ProtocolViolation));
    }

    private static (DtlsEnd Server, string? Alert) AttackServer(DtlsCertificate attacker, params string[] script)
    {
        var server = DtlsPair.Create(DtlsRole.Server, Certificates.Bob, Certificates.Alice);
        using var rogue = new RogueClient(attacker, Certificates.Bob);
        rogue.Attack(server, script);
        var buffer = new byte[2048];
        string? alert = null;
        while (server.Endpoint.TryWrite(buffer, new(0), out var length)) alert = Wire.Contents(buffer[..length]);
        return (server, alert);
    }

    private static (DtlsEnd Client, List<string> Answers) AttackClient(DtlsCertificate attacker, params string[] script)
    {
        var client = DtlsPair.Create(DtlsRole.Client, Certificates.Alice, Certificates.Bob);
        using var rogue = new RogueServer(attacker);
        return (client, rogue.Attack(client, script));
    }

    private static void AssertRefused(DtlsEnd refusing, DtlsEnd refused, DtlsFailure reason, AlertDescription alert)
    {
        Assert.That(refusing.Failure?.Reason, Is.EqualTo(reason));
        Assert.That(refusing.Endpoint.State, Is.EqualTo(DtlsState.Failed));
        Assert.That(refused.Failure?.Alert, Is.EqualTo(alert));
        Assert.That(refusing.Events.OfType<DtlsEvent.Connected>(), Is.Empty);
        Assert.That(refused.Events.OfType<DtlsEvent.Connected>(), Is.Empty);
        Assert.That(() => refusing.Seal([1]), Throws.InvalidOperationException);
        Assert.That(() => refused.Seal([1]), Throws.InvalidOperationException);
        Assert.That(refusing.Received.Concat(refused.Received), Is.Empty);
    }
}

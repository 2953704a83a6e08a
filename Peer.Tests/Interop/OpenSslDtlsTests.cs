using NUnit.Framework;
using RtcPeer.Peer.Tests.Dtls;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Against OpenSSL's own client and server, which share no misunderstanding with us.</summary>
public class OpenSslDtlsTests
{
    private const string P256 = "nistP256";
    private const string P384 = "nistP384";
    private const string Rsa = "RSA:2048";

    [SetUp]
    public void Require_openssl() => Requires.OpenSsl();

    [TestCase("ECDHE-ECDSA-AES128-GCM-SHA256", P256)]
    [TestCase("ECDHE-ECDSA-AES256-GCM-SHA384", P256)]
    [TestCase("ECDHE-ECDSA-CHACHA20-POLY1305", P256)]
    [TestCase("ECDHE-RSA-AES128-GCM-SHA256", Rsa)]
    [TestCase("ECDHE-RSA-AES256-GCM-SHA384", Rsa)]
    [TestCase("ECDHE-RSA-CHACHA20-POLY1305", Rsa)]
    public void Our_client_talks_to_its_server_with_each_suite(string cipher, string key) =>
        TalkToServer(key, Certificates.Alice, ["-cipher", cipher], cipher);

    [TestCase("ECDHE-ECDSA-AES128-GCM-SHA256", false)]
    [TestCase("ECDHE-ECDSA-AES256-GCM-SHA384", false)]
    [TestCase("ECDHE-ECDSA-CHACHA20-POLY1305", false)]
    [TestCase("ECDHE-RSA-AES128-GCM-SHA256", true)]
    [TestCase("ECDHE-RSA-AES256-GCM-SHA384", true)]
    [TestCase("ECDHE-RSA-CHACHA20-POLY1305", true)]
    public void Our_server_talks_to_its_client_with_each_suite(string cipher, bool weAreRsa) =>
        TalkToClient(P256, weAreRsa ? Certificates.RsaAlice : Certificates.Alice, ["-cipher", cipher], cipher);

    [TestCase(NamedGroup.Secp256r1)]
    [TestCase(NamedGroup.Secp384r1)]
    public void Our_client_talks_to_its_server_on_each_curve(object group) =>
        TalkToServer(
            P256, Certificates.Alice, [], change: options => options with { Groups = [(NamedGroup)group, NamedGroup.Secp256r1] });

    [TestCase(NamedGroup.Secp256r1)]
    [TestCase(NamedGroup.Secp384r1)]
    public void Our_server_talks_to_its_client_on_each_curve(object group) =>
        TalkToClient(
            P256, Certificates.Alice, ["-groups", "X25519:P-384:P-256"],
            change: options => options with { Groups = [(NamedGroup)group] });

    [TestCase(P384, "ECDSA+SHA384")]
    [TestCase(P256, "ECDSA+SHA512")]
    [TestCase(Rsa, "RSA+SHA256")]
    [TestCase(Rsa, "RSA+SHA512")]
    [TestCase(Rsa, "rsa_pss_rsae_sha384")]
    public void Verifies_and_makes_each_kind_of_signature(string key, string algorithms)
    {
        var isRsa = key == Rsa;
        var ours = isRsa ? Certificates.RsaAlice : Certificates.Alice;
        TalkToServer(key, ours, ["-sigalgs", algorithms, "-client_sigalgs", algorithms]);
        TalkToClient(key, ours, ["-sigalgs", algorithms]);
    }

    [Test]
    public void Our_client_shows_an_RSA_certificate_to_an_ECDSA_server() =>
        TalkToServer(P256, Certificates.RsaAlice, []);

    [Test]
    public void Our_client_returns_the_cookie_of_a_listening_server() =>
        TalkToServer(P256, Certificates.Alice, ["-listen"]);

    [Test]
    public void Our_client_puts_small_fragments_together() =>
        TalkToServer(Rsa, Certificates.Alice, ["-mtu", "256"]);

    [Test]
    public void Our_server_puts_small_fragments_together() =>
        TalkToClient(Rsa, Certificates.Alice, ["-mtu", "256"]);

    [Test]
    public void Our_small_fragments_are_put_together()
    {
        TalkToServer(Rsa, Certificates.RsaAlice, [], change: options => options with { MaxDatagramSize = 200 });
        TalkToClient(Rsa, Certificates.RsaAlice, [], change: options => options with { MaxDatagramSize = 200 });
    }

    [Test]
    public void Our_client_does_without_the_extended_master_secret() =>
        TalkToServer(P256, Certificates.Alice, [], openSslOptions: "-ExtendedMasterSecret");

    [Test]
    public void Our_server_does_without_the_extended_master_secret() =>
        TalkToClient(P256, Certificates.Alice, [], openSslOptions: "-ExtendedMasterSecret");

    [Test]
    public void A_server_that_wants_no_certificate_gets_none() =>
        TalkToServer(P256, Certificates.Alice, [], verify: false);

    [Test]
    public void Our_client_refuses_a_server_of_another_fingerprint()
    {
        var port = FreePorts.Next();
        using var openSsl = new OpenSslPeer("s_server", P256, ServerArguments(port, verify: true));
        using var ours = new UdpDtlsPeer();
        ours.Start(Options(DtlsRole.Client, Certificates.Alice, Certificates.Bob.Fingerprint), port);

        Assert.That(ours.RunUntil(() => ours.Endpoint?.State == DtlsState.Failed), Is.True);
        Assert.That(ours.Events.OfType<DtlsEvent.Failed>().Single().Reason, Is.EqualTo(DtlsFailure.FingerprintMismatch));
        Assert.That(ours.Events.OfType<DtlsEvent.Connected>(), Is.Empty);
    }

    [Test]
    public void Our_server_refuses_a_client_without_a_certificate_that_we_know()
    {
        using var ours = new UdpDtlsPeer();
        using var openSsl = new OpenSslPeer("s_client", P256, ["-connect", $"127.0.0.1:{ours.Port}"]);
        ours.Start(Options(DtlsRole.Server, Certificates.Alice, Certificates.Bob.Fingerprint));

        Assert.That(ours.RunUntil(() => ours.Endpoint?.State == DtlsState.Failed), Is.True);
        Assert.That(ours.Events.OfType<DtlsEvent.Failed>().Single().Reason, Is.EqualTo(DtlsFailure.FingerprintMismatch));
        Assert.That(openSsl.ErrorsAtExit(), Does.Contain("alert bad certificate"));
    }

    [Test]
    public void Its_goodbye_closes_and_ours_ends_it()
    {
        using var ours = new UdpDtlsPeer();
        using var openSsl = new OpenSslPeer("s_client", P256, ["-connect", $"127.0.0.1:{ours.Port}", "-no_ign_eof"]);
        ours.Start(Options(DtlsRole.Server, Certificates.Alice, openSsl.Fingerprint));
        Assert.That(ours.RunUntil(() => ours.Endpoint?.State == DtlsState.Connected), Is.True);

        openSsl.EndInput();

        Assert.That(ours.RunUntil(() => ours.Endpoint?.State == DtlsState.Closed), Is.True);
        Assert.That(ours.Events.Last(), Is.InstanceOf<DtlsEvent.Closed>());
    }

    [Test]
    public void A_renegotiation_that_it_asks_for_is_refused()
    {
        using var ours = new UdpDtlsPeer();
        using var openSsl = new OpenSslPeer("s_client", P256, ["-connect", $"127.0.0.1:{ours.Port}", "-no_ign_eof"]);
        ours.Start(Options(DtlsRole.Server, Certificates.Alice, openSsl.Fingerprint));
        Assert.That(ours.RunUntil(() => ours.Endpoint?.State == DtlsState.Connected), Is.True);

        // A line of "R" makes s_client send a ClientHello under the keys.
        openSsl.Write("R");

        // It takes the refusal for a reason to end the association, as it may.
        Assert.That(ours.RunUntil(() => ours.Endpoint?.State == DtlsState.Failed), Is.True);
        Assert.That(ours.Events.OfType<DtlsEvent.Failed>().Single().Reason, Is.EqualTo(DtlsFailure.AlertReceived));
        Assert.That(openSsl.ErrorsAtExit(), Does.Contain("no renegotiation"));
    }

    private static void TalkToServer(
        string key, DtlsCertificate certificate, string[] arguments, string? cipher = null, bool verify = true,
        Func<DtlsOptions, DtlsOptions>? change = null, string? openSslOptions = null)
    {
        var port = FreePorts.Next();
        using var openSsl = new OpenSslPeer("s_server", key, [.. ServerArguments(port, verify), .. arguments], openSslOptions);
        using var ours = new UdpDtlsPeer();
        var options = Options(DtlsRole.Client, certificate, openSsl.Fingerprint);
        ours.Start(change?.Invoke(options) ?? options, port);
        Talk(ours, openSsl, cipher);
    }

    private static void TalkToClient(
        string key, DtlsCertificate certificate, string[] arguments, string? cipher = null,
        Func<DtlsOptions, DtlsOptions>? change = null, string? openSslOptions = null)
    {
        using var ours = new UdpDtlsPeer();
        using var openSsl = new OpenSslPeer("s_client", key, ["-connect", $"127.0.0.1:{ours.Port}", .. arguments], openSslOptions);
        var options = Options(DtlsRole.Server, certificate, openSsl.Fingerprint);
        ours.Start(change?.Invoke(options) ?? options);
        Talk(ours, openSsl, cipher);
    }

    private static void Talk(UdpDtlsPeer ours, OpenSslPeer openSsl, string? cipher)
    {
        if (!ours.RunUntil(() => ours.Endpoint?.State is DtlsState.Connected or DtlsState.Failed)
            || ours.Endpoint?.State != DtlsState.Connected)
        {
            Assert.Fail($"Not connected: {string.Join("; ", ours.Events)}\n{openSsl.Errors()}");
        }
        var suite = ours.Events.OfType<DtlsEvent.Connected>().Single().Suite;
        if (cipher is not null) Assert.That(OpenSslName(suite), Is.EqualTo(cipher));

        ours.Send("from us\n");
        openSsl.Write("from openssl");
        var isSaid = ours.RunUntil(() =>
            ours.Received.Contains("from openssl", StringComparison.Ordinal)
            && openSsl.Output.Contains("from us", StringComparison.Ordinal));
        Assert.That(isSaid, Is.True, $"Received '{ours.Received}', sent '{openSsl.Output}'.");
    }

    private static string[] ServerArguments(int port, bool verify) =>
        ["-accept", $"127.0.0.1:{port}", .. verify ? (string[])["-Verify", "1"] : []];

    private static DtlsOptions Options(DtlsRole role, DtlsCertificate ours, CertificateFingerprint theirs) =>
        new() { Role = role, Certificate = ours, RemoteFingerprints = [theirs] };

    private static string OpenSslName(CipherSuite suite) => suite.Name
        .Replace("TLS_", "", StringComparison.Ordinal)
        .Replace("WITH_", "", StringComparison.Ordinal)
        .Replace("AES_", "AES", StringComparison.Ordinal)
        .Replace("POLY1305_SHA256", "POLY1305", StringComparison.Ordinal)
        .Replace('_', '-');
}

using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

public class HandshakeTests
{
    private static readonly byte[] Hello = [.. "hello"u8];

    internal static IEnumerable<ushort> Suites => CipherSuite.Supported.Select(suite => suite.Id);

    [Test]
    public void Two_ends_connect_and_exchange_data_both_ways()
    {
        using var pair = new DtlsPair().Connect();

        Assert.That(pair.AreConnected, Is.True);
        var connected = (DtlsEvent.Connected)pair.Client.Events.Single();
        Assert.That(connected.RemoteCertificate, Is.EqualTo(Certificates.Bob.Der));
        Assert.That(connected.RemoteFingerprint, Is.EqualTo(Certificates.Bob.Fingerprint));
        Assert.That(connected.Suite, Is.EqualTo(CipherSuite.EcdheEcdsaAes128Gcm));
        AssertDataPasses(pair);
    }

    [Test]
    public void A_perfect_path_carries_each_flight_once_in_two_round_trips()
    {
        using var pair = new DtlsPair().Connect();

        // C -> ClientHello | S -> ServerHello ... ServerHelloDone | C -> Certificate ... Finished | S -> Finished
        Assert.That(pair.Log.Select(sent => sent.ToServer), Is.EqualTo(new[] { true, false, true, false }));
        Assert.That(pair.Log.Select(sent => Wire.Contents(sent.Datagram)), Is.EqualTo(new[]
        {
            "ClientHello",
            "ServerHello Certificate ServerKeyExchange CertificateRequest ServerHelloDone",
            "Certificate ClientKeyExchange CertificateVerify ChangeCipherSpec (sealed)",
            "ChangeCipherSpec (sealed)",
        }));
        Assert.That(pair.Now, Is.EqualTo(new Instant(0) + TimeSpan.FromMilliseconds(40)));
        Assert.That(pair.Client.Endpoint.NextDeadline, Is.EqualTo(Instant.Never));
        Assert.That(pair.Server.Endpoint.NextDeadline, Is.EqualTo(Instant.Never));
        Assert.That(pair.Client.Endpoint.DroppedRecords + pair.Server.Endpoint.DroppedRecords, Is.Zero);
    }

    [TestCaseSource(nameof(Suites))]
    public void Connects_with_each_suite(int suite)
    {
        var chosen = CipherSuite.Supported.Single(s => s.Id == suite);
        var isRsa = chosen.Authentication == Authentication.Rsa;
        using var pair = new DtlsPair(
            client: options => options with { CipherSuites = [chosen] },
            clientCertificate: isRsa ? Certificates.RsaAlice : null,
            serverCertificate: isRsa ? Certificates.RsaBob : null).Connect();

        Assert.That(((DtlsEvent.Connected)pair.Server.Events.Single()).Suite, Is.EqualTo(chosen));
        Assert.That(((DtlsEvent.Connected)pair.Client.Events.Single()).Suite, Is.EqualTo(chosen));
        AssertDataPasses(pair);
    }

    [Test]
    public void An_ECDSA_end_and_an_RSA_end_connect_in_either_role([Values] bool clientIsRsa)
    {
        using var pair = new DtlsPair(
            clientCertificate: clientIsRsa ? Certificates.RsaAlice : Certificates.Alice,
            serverCertificate: clientIsRsa ? Certificates.Bob : Certificates.RsaBob).Connect();

        AssertDataPasses(pair);
    }

    [TestCase(NamedGroup.Secp256r1, 65)]
    [TestCase(NamedGroup.Secp384r1, 97)]
    public void Connects_on_each_curve_and_sends_its_points(object group, int pointLength)
    {
        using var pair = new DtlsPair(server: options => options with { Groups = [(NamedGroup)group] }).Connect();

        var exchange = Wire.Messages(pair.Log[2].Datagram).Single(message => message.Type == "ClientKeyExchange");
        Assert.That(exchange.Body, Has.Length.EqualTo(1 + pointLength));
        Assert.That(exchange.Body[1], Is.EqualTo(4), "uncompressed");
        AssertDataPasses(pair);
    }

    [Test]
    public void Nothing_in_common_is_a_handshake_failure_and_both_ends_know_it()
    {
        using var pair = new DtlsPair(
            client: options => options with { Groups = [NamedGroup.Secp256r1] },
            server: options => options with { Groups = [NamedGroup.Secp384r1] }).Connect();

        Assert.That(pair.Server.Failure?.Reason, Is.EqualTo(DtlsFailure.NothingInCommon));
        Assert.That(pair.Client.Failure?.Reason, Is.EqualTo(DtlsFailure.AlertReceived));
        Assert.That(pair.Client.Failure?.Alert, Is.EqualTo(AlertDescription.HandshakeFailure));
        Assert.That(pair.Client.Endpoint.State, Is.EqualTo(DtlsState.Failed));
    }

    [TestCase(150)]
    [TestCase(256)]
    [TestCase(600)]
    public void Messages_longer_than_a_datagram_travel_in_fragments(int size)
    {
        using var pair = new DtlsPair(
            options => options with { MaxDatagramSize = size }, options => options with { MaxDatagramSize = size },
            Certificates.RsaAlice, Certificates.RsaBob).Connect();

        AssertDataPasses(pair);
        Assert.That(pair.Log.Max(sent => sent.Datagram.Length), Is.LessThanOrEqualTo(size));
    }

    [Test]
    public void A_client_that_nobody_answers_repeats_its_hello_with_doubled_timeouts_and_gives_up()
    {
        using var pair = new DtlsPair { Path = _ => [] };
        var times = new List<double>();
        pair.Path = _ =>
        {
            times.Add((pair.Now - new Instant(0)).TotalMilliseconds);
            return [];
        };
        pair.Connect();

        Assert.That(times.Take(6), Is.EqualTo(new[] { 0, 50, 150, 350, 750, 1550 }));
        Assert.That(pair.Client.Failure?.Reason, Is.EqualTo(DtlsFailure.HandshakeTimeout));
        Assert.That(pair.Server.Failure?.Reason, Is.EqualTo(DtlsFailure.HandshakeTimeout));
        Assert.That(pair.Now, Is.EqualTo(new Instant(0) + TimeSpan.FromSeconds(30)));
        var hellos = pair.Log.Select(sent => sent.Datagram[RecordHeader.Size..]);
        Assert.That(hellos, Is.All.EqualTo(hellos.First()));
    }

    [Test]
    public void Nothing_can_be_sealed_before_the_handshake_and_nothing_comes_before_start()
    {
        using var pair = new DtlsPair();
        var buffer = new byte[100];

        Assert.That(() => pair.Client.Endpoint.Seal(buffer, 1), Throws.InvalidOperationException);
        Assert.That(pair.Client.Endpoint.TryWrite(buffer, pair.Now, out _), Is.False);
        pair.Client.Receive(Wire.Record(ContentType.Handshake, 0, 0, [1, 2, 3]), pair.Now);
        Assert.That(pair.Client.Endpoint.State, Is.EqualTo(DtlsState.New));
        pair.Start();
        Assert.That(() => pair.Client.Endpoint.Seal(buffer, 1), Throws.InvalidOperationException);
        Assert.That(() => pair.Client.Endpoint.Start(pair.Now), Throws.InvalidOperationException);
    }

    [Test]
    public void An_endpoint_that_expects_nobody_cannot_be_made()
    {
        var options = new DtlsOptions { Role = DtlsRole.Client, Certificate = Certificates.Alice, RemoteFingerprints = [] };

        Assert.That(() => new DtlsEndpoint(options, new SeededEntropy(1)), Throws.ArgumentException);
    }

    [Test]
    public void A_record_of_16_KiB_passes_and_a_longer_one_is_refused()
    {
        using var pair = new DtlsPair().Connect();
        var data = new byte[16 * 1024];
        new SeededEntropy(3).Fill(data);

        pair.Server.Receive(pair.Client.Seal(data), pair.Now);

        Assert.That(pair.Server.Received.Single(), Is.EqualTo(data));
        Assert.That(() => pair.Client.Seal(new byte[16 * 1024 + 1]), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Several_records_in_one_datagram_are_all_read()
    {
        using var pair = new DtlsPair().Connect();
        byte[] datagram = [.. pair.Client.Seal([1]), .. pair.Client.Seal([2]), .. pair.Client.Seal([3])];

        pair.Server.Receive(datagram, pair.Now);

        Assert.That(pair.Server.Received.Select(data => data[0]), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    private static void AssertDataPasses(DtlsPair pair)
    {
        Assert.That(pair.AreConnected, Is.True);
        pair.Send(pair.Server, pair.Client.Seal(Hello));
        pair.Send(pair.Client, pair.Server.Seal([1, 2, 3]));
        pair.Run();
        Assert.That(pair.Server.Received.Single(), Is.EqualTo(Hello));
        Assert.That(pair.Client.Received.Single(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }
}

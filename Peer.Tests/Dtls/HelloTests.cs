using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Handshake;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

public class HelloTests
{
    private static readonly Instant Now = new(0);

    [Test]
    public void Our_hello_offers_what_it_should_and_nothing_else()
    {
        var client = DtlsPair.Create(DtlsRole.Client, Certificates.Alice, Certificates.Bob);
        client.Endpoint.Start(Now);
        var buffer = new byte[1500];
        client.Endpoint.TryWrite(buffer, Now, out var length);
        var body = Wire.Messages(buffer[..length]).Single().Body;

        Assert.That(ClientHello.TryRead(body, out var hello), Is.True);
        Assert.That(hello.Version, Is.EqualTo(0xFEFD));
        Assert.That(hello.Cookie.IsEmpty && hello.SessionId.IsEmpty, Is.True);
        Assert.That(hello.CompressionMethods.ToArray(), Is.EqualTo(new byte[] { 0 }));
        Assert.That(Convert.ToHexString(hello.Extensions.SupportedGroups), Is.EqualTo("00170018"));
        Assert.That(Convert.ToHexString(hello.Extensions.PointFormats), Is.EqualTo("00"));
        Assert.That(Convert.ToHexString(hello.Extensions.SignatureAlgorithms), Is.EqualTo("040308040401050308050501060308060601"));
        Assert.That(Convert.ToHexString(hello.Extensions.SrtpProfiles), Is.EqualTo("00070001"));
        Assert.That(hello.Extensions.HasExtendedMasterSecret, Is.True);
        Assert.That(hello.Extensions.HasRenegotiationInfo && hello.Extensions.RenegotiatedConnection.IsEmpty, Is.True);
        Assert.That(hello.Extensions.HasUnknown, Is.False);
        if (CipherSuite.Supported.Count == 6)
        {
            Assert.That(Convert.ToHexString(hello.CipherSuites), Is.EqualTo("C02BC02FC02CC030CCA9CCA8"));
        }
    }

    [Test]
    public void A_hello_of_DTLS_1_3_with_post_quantum_key_shares_in_fragments_is_answered_with_1_2([Values] bool backwards)
    {
        var hello = new HelloBuilder
        {
            Suites = [0x0A0A, 0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xCCA9, 0xC00A],
            Groups = [0x2A2A, 0x11EC, 0x001D, 0x0017, 0x0018],
            Versions = [0x3A3A, 0xFEFC, 0xFEFD],
            // GREASE, ALPN, key_share of X25519MLKEM768 and X25519, compress_certificate.
            Unknown = [(0x5A5A, 0), (16, 18), (51, 1216 + 32 + 10), (27, 3)],
        }.Build();
        var (server, answers) = SendHello(hello, fragmentLength: 500, backwards);

        Assert.That(server.Failure, Is.Null);
        Assert.That(answers[0].Type, Is.EqualTo("ServerHello"));
        Assert.That(ServerHello.TryRead(answers[0].Body, out var answer), Is.True);
        Assert.That(answer.Version, Is.EqualTo(DtlsVersion.Dtls12));
        Assert.That(answer.CipherSuite, Is.EqualTo(0xC02B));
        Assert.That(answer.Extensions.HasExtendedMasterSecret && answer.Extensions.HasRenegotiationInfo, Is.True);
        Assert.That(Convert.ToHexString(answer.Extensions.SrtpProfiles), Is.EqualTo("0007"));
        Assert.That(answer.Extensions.HasUnknown, Is.False);
        Assert.That(answers.Select(message => message.Type), Is.EqualTo(new[]
        {
            "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone",
        }));
    }

    [Test]
    public void A_bare_hello_is_answered_without_extensions()
    {
        var hello = new HelloBuilder
        {
            HasExtendedMasterSecret = false,
            Renegotiation = null,
            SrtpProfiles = [],
            Groups = [],
            HasPointFormats = false,
        };
        var (_, answers) = SendHello(hello.Build());

        Assert.That(answers[0].Body[^2..], Is.EqualTo(new byte[] { 0, 0 }));
        // 0x0017: of curves that nobody has named, the one that everybody knows.
        Assert.That(Convert.ToHexString(answers[2].Body[..3]), Is.EqualTo("030017"));
    }

    [Test]
    public void The_signalling_suite_stands_for_the_renegotiation_extension()
    {
        var hello = new HelloBuilder { Suites = [0xC02B, ClientHello.RenegotiationScsv], Renegotiation = null };
        var (_, answers) = SendHello(hello.Build());

        Assert.That(ServerHello.TryRead(answers[0].Body, out var answer), Is.True);
        Assert.That(answer.Extensions.HasRenegotiationInfo, Is.True);
    }

    [Test]
    public void Hellos_that_cannot_be_served_are_refused_with_the_right_alert()
    {
        AssertRefused(new HelloBuilder { Version = 0xFEFF }, AlertDescription.ProtocolVersion);
        AssertRefused(new HelloBuilder { Version = 0x0303 }, AlertDescription.ProtocolVersion);
        AssertRefused(new HelloBuilder { Versions = [0xFEFC] }, AlertDescription.ProtocolVersion);
        AssertRefused(new HelloBuilder { Suites = [0x1301, 0xC02F] }, AlertDescription.HandshakeFailure);
        AssertRefused(new HelloBuilder { Groups = [0x001D] }, AlertDescription.HandshakeFailure);
        AssertRefused(new HelloBuilder { Schemes = [0x0401] }, AlertDescription.HandshakeFailure);
        AssertRefused(new HelloBuilder { Schemes = [] }, AlertDescription.HandshakeFailure);
        AssertRefused(new HelloBuilder { Renegotiation = [1, 2, 3] }, AlertDescription.HandshakeFailure);
        AssertRefused(new HelloBuilder { Compressions = [1] }, AlertDescription.IllegalParameter);
        AssertRefused(new HelloBuilder { PointFormats = [1] }, AlertDescription.IllegalParameter);
        AssertRefused(new HelloBuilder { IsGroupsRepeated = true }, AlertDescription.DecodeError);
    }

    [Test]
    public void A_hello_in_records_of_DTLS_1_0_is_read()
    {
        var server = DtlsPair.Create(DtlsRole.Server, Certificates.Bob, Certificates.Alice);
        server.Endpoint.Start(Now);
        var hello = new HelloBuilder().Build();
        var record = Wire.Message(HandshakeType.ClientHello, hello);
        record[2] = 0xFF;
        server.Receive(record, Now);

        Assert.That(server.Endpoint.TryWrite(new byte[1500], Now, out _), Is.True);
    }

    private static void AssertRefused(HelloBuilder hello, AlertDescription alert)
    {
        var server = DtlsPair.Create(DtlsRole.Server, Certificates.Bob, Certificates.Alice);
        server.Endpoint.Start(Now);
        server.Receive(Wire.Message(HandshakeType.ClientHello, hello.Build()), Now);

        Assert.That(server.Failure, Is.Not.Null);
        var buffer = new byte[1500];
        Assert.That(server.Endpoint.TryWrite(buffer, Now, out var length), Is.True);
        Assert.That(buffer[RecordHeader.Size..length], Is.EqualTo(new byte[] { 2, (byte)alert }));
        Assert.That(server.Endpoint.TryWrite(buffer, Now, out _), Is.False);
    }

    private static (DtlsEnd Server, List<(string Type, ushort Sequence, byte[] Body)> Answers) SendHello(
        byte[] hello, int fragmentLength = 10_000, bool backwards = false)
    {
        var server = DtlsPair.Create(DtlsRole.Server, Certificates.Bob, Certificates.Alice);
        server.Endpoint.Start(Now);
        var datagrams = new List<byte[]>();
        for (var offset = 0; offset < hello.Length; offset += fragmentLength)
        {
            var piece = hello.AsSpan(offset, Math.Min(fragmentLength, hello.Length - offset));
            var fragment = Wire.Fragment(HandshakeType.ClientHello, 0, hello.Length, offset, piece);
            datagrams.Add(Wire.Record(ContentType.Handshake, 0, (ulong)datagrams.Count, fragment));
        }
        if (backwards) datagrams.Reverse();
        foreach (var datagram in datagrams) server.Receive(datagram, Now);

        var answers = new List<(string, ushort, byte[])>();
        var buffer = new byte[1500];
        while (server.Endpoint.TryWrite(buffer, Now, out var length)) answers.AddRange(Wire.Messages(buffer[..length]));
        return (server, answers);
    }
}

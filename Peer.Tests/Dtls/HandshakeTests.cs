using NUnit.Framework;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;

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

    [TestCaseSource(nameof(Suites))]
    public void Connects_with_each_suite(int suite)
    {
        var chosen = CipherSuite.Supported.Single(s => s.Id == suite);
        var isRsa = chosen.Authentication == Authentication.Rsa;
        using var pair = new DtlsPair(
            client: options => options with { CipherSuites = [chosen] },
            clientCertificate: isRsa ? Certificates.RsaAlice : null,
            serverCertificate: isRsa ? Certificates.RsaBob : null).Connect();

        Assert.That(pair.Server.Events, Has.One.InstanceOf<DtlsEvent.Connected>());
        Assert.That(((DtlsEvent.Connected)pair.Server.Events.Single()).Suite, Is.EqualTo(chosen));
        AssertDataPasses(pair);
    }

    private static void AssertDataPasses(DtlsPair pair)
    {
        pair.Send(pair.Server, pair.Client.Seal(Hello));
        pair.Send(pair.Client, pair.Server.Seal([1, 2, 3]));
        pair.Run();
        Assert.That(pair.Server.Received.Single(), Is.EqualTo(Hello));
        Assert.That(pair.Client.Received.Single(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }
}

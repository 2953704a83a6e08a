using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Handshake;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

/// <summary>A server that answers a ClientHello with whatever messages its script says.</summary>
internal sealed class RogueServer(DtlsCertificate certificate) : IDisposable
{
    private static readonly Instant Now = new(0);

    private readonly RecordLayer _records = new();
    private readonly EphemeralKey _key = new(NamedGroup.Secp256r1);
    private readonly byte[] _random = new byte[KeySchedule.RandomLength];
    private byte[] _clientRandom = [];
    private byte[] _hello = [];

    /// <summary>
    /// Takes a client's hello and answers; what the client says to that is returned, by its contents.
    /// </summary>
    public List<string> Attack(DtlsEnd client, params string[] script)
    {
        client.Endpoint.Start(Now);
        var buffer = new byte[2048];
        client.Endpoint.TryWrite(buffer, Now, out var length);
        _hello = Wire.Messages(buffer[..length]).Single().Body;
        _clientRandom = _hello[2..34];

        var options = new DtlsOptions
        {
            Role = DtlsRole.Server,
            Certificate = certificate,
            RemoteFingerprints = [certificate.Fingerprint],
        };
        using var context = new HandshakeContext(options, new SeededEntropy(9), _records);
        context.Flight.Begin();
        foreach (var step in script) Add(context, step);
        context.Flight.Send(Now, expectsAnswer: false);
        while (context.Flight.TryWrite(buffer, Now, out length)) client.Receive(buffer.AsSpan(0, length), Now);

        var answers = new List<string>();
        while (client.Endpoint.TryWrite(buffer, Now, out length)) answers.Add(Wire.Contents(buffer[..length]));
        return answers;
    }

    public void Dispose()
    {
        _key.Dispose();
        _records.Dispose();
    }

    private void Add(HandshakeContext context, string step)
    {
        var body = context.NewBody();
        switch (step)
        {
            case "ServerHello":
                WriteHello(ref body, CipherSuite.EcdheEcdsaAes128Gcm.Id, secure: true);
                context.Add(HandshakeType.ServerHello, body);
                break;
            case "UnofferedSuite":
                WriteHello(ref body, 0x002F, secure: true);
                context.Add(HandshakeType.ServerHello, body);
                break;
            case "RsaSuite":
                WriteHello(ref body, CipherSuite.EcdheRsaAes128Gcm.Id, secure: true);
                context.Add(HandshakeType.ServerHello, body);
                break;
            case "InsecureHello":
                WriteHello(ref body, CipherSuite.EcdheEcdsaAes128Gcm.Id, secure: false);
                context.Add(HandshakeType.ServerHello, body);
                break;
            case "Certificate":
                CertificateMessage.Write(ref body, certificate.Der);
                context.Add(HandshakeType.Certificate, body);
                break;
            case "NoCertificate":
                body.WriteUInt24(0);
                context.Add(HandshakeType.Certificate, body);
                break;
            case "ServerKeyExchange":
                WriteKeyExchange(ref body, _key.PublicPoint, _clientRandom);
                context.Add(HandshakeType.ServerKeyExchange, body);
                break;
            case "ReplayedKeyExchange":
                WriteKeyExchange(ref body, _key.PublicPoint, new byte[KeySchedule.RandomLength]);
                context.Add(HandshakeType.ServerKeyExchange, body);
                break;
            case "BadPoint":
                WriteKeyExchange(ref body, [4, .. new byte[64]], _clientRandom);
                context.Add(HandshakeType.ServerKeyExchange, body);
                break;
            case "CertificateRequest":
                CertificateRequest.Write(ref body);
                context.Add(HandshakeType.CertificateRequest, body);
                break;
            case "ServerHelloDone":
                context.Add(HandshakeType.ServerHelloDone, body);
                break;
            case "HelloVerifyRequest":
                body.WriteUInt16(DtlsVersion.Dtls10);
                body.WriteVector8([1, 2, 3]);
                context.Add(HandshakeType.HelloVerifyRequest, body);
                break;
            default:
                throw new ArgumentException(step);
        }
    }

    private void WriteHello(ref ByteWriter body, ushort suite, bool secure)
    {
        body.WriteUInt16(DtlsVersion.Dtls12);
        body.WriteBytes(_random);
        body.WriteVector8([]);
        body.WriteUInt16(suite);
        body.WriteByte(0);
        body.WriteVector16(secure ? [0xFF, 0x01, 0, 1, 0] : []);
    }

    private void WriteKeyExchange(ref ByteWriter body, byte[] point, byte[] clientRandom)
    {
        byte[] parameters = [3, 0, (byte)NamedGroup.Secp256r1, (byte)point.Length, .. point];
        body.WriteBytes(parameters);
        var signed = ServerKeyExchange.SignedContent(clientRandom, _random, parameters);
        ServerKeyExchange.WriteSignature(
            ref body, SignatureScheme.EcdsaSha256, certificate.Sign(SignatureScheme.EcdsaSha256, signed));
    }
}

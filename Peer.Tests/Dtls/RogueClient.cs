using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Handshake;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

/// <summary>
/// A client that writes whatever messages its script says in its second flight, each with valid sequence numbers and
/// as valid a content as it can: what a liar could do who knows the protocol.
/// </summary>
internal sealed class RogueClient : IDisposable
{
    private static readonly Instant Now = new(0);

    private readonly RecordLayer _records = new();
    private readonly HandshakeContext _context;
    private readonly HandshakeReassembler _reassembler = new();
    private readonly byte[] _random;
    private readonly DtlsCertificate _certificate;
    private Negotiated? _negotiated;
    private EphemeralKey? _key;
    private byte[] _secret = [];

    public RogueClient(DtlsCertificate ours, DtlsCertificate theirs)
    {
        _certificate = ours;
        var options = new DtlsOptions
        {
            Role = DtlsRole.Client,
            Certificate = ours,
            RemoteFingerprints = [theirs.Fingerprint],
        };
        _context = new HandshakeContext(options, new SeededEntropy(9), _records);
        _random = _context.NewRandom();
    }

    /// <summary>Shakes hands with a server by a script of message names; data follows at once.</summary>
    public void Attack(DtlsEnd server, params string[] script)
    {
        server.Endpoint.Start(Now);
        _context.Flight.Begin();
        var hello = _context.NewBody();
        ClientHello.Write(ref hello, _random, [], _context.Options);
        _context.Add(HandshakeType.ClientHello, hello);
        _context.Flight.Send(Now, expectsAnswer: false);
        SendFlight(server);
        ReadFlight(server);

        _context.Flight.Begin();
        foreach (var step in script) Add(step);
        _context.Flight.Send(Now, expectsAnswer: false);
        SendFlight(server);
        SendData(server);
    }

    /// <summary>Begins another handshake under the keys of this one.</summary>
    public void Renegotiate(DtlsEnd server)
    {
        var buffer = new byte[500];
        var hello = new HelloBuilder().Build();
        var writer = _records.Writer;
        var message = Wire.Fragment(HandshakeType.ClientHello, 0, hello.Length, 0, hello);
        message.CopyTo(buffer, writer.HeaderLength);
        server.Receive(buffer.AsSpan(0, writer.Seal(ContentType.Handshake, buffer, message.Length)), Now);
    }

    public void Dispose()
    {
        _key?.Dispose();
        _context.Dispose();
        _records.Dispose();
    }

    private void Add(string step)
    {
        var body = _context.NewBody();
        switch (step)
        {
            case "Certificate":
                CertificateMessage.Write(ref body, _certificate.Der);
                _context.Add(HandshakeType.Certificate, body);
                break;
            case "NoCertificate":
                body.WriteUInt24(0);
                _context.Add(HandshakeType.Certificate, body);
                break;
            case "StolenCertificate":
                CertificateMessage.Write(ref body, Certificates.Alice.Der);
                _context.Add(HandshakeType.Certificate, body);
                break;
            case "ClientKeyExchange":
                ClientKeyExchange.Write(ref body, _key?.PublicPoint ?? []);
                _context.Add(HandshakeType.ClientKeyExchange, body);
                if (_negotiated is not null && !_records.HasKeys) _context.DeriveKeys(_negotiated, _secret);
                break;
            case "BadPoint":
                ClientKeyExchange.Write(ref body, [4, .. new byte[64]]);
                _context.Add(HandshakeType.ClientKeyExchange, body);
                break;
            case "CertificateVerify":
                var signature = _certificate.Sign(SignatureScheme.EcdsaSha256, _context.Transcript.Bytes);
                CertificateVerify.Write(ref body, SignatureScheme.EcdsaSha256, signature);
                _context.Add(HandshakeType.CertificateVerify, body);
                break;
            case "EmptyVerify":
                CertificateVerify.Write(ref body, SignatureScheme.EcdsaSha256, []);
                _context.Add(HandshakeType.CertificateVerify, body);
                break;
            case "ForeignVerify":
                CertificateVerify.Write(
                    ref body, SignatureScheme.EcdsaSha256, _certificate.Sign(SignatureScheme.EcdsaSha256, [1, 2, 3]));
                _context.Add(HandshakeType.CertificateVerify, body);
                break;
            case "Finished":
                _context.AddFinished(PrfHash.Sha256, ofClient: true);
                break;
            case "ClearFinished":
                body.WriteZeros(KeySchedule.VerifyDataLength);
                _context.Add(HandshakeType.Finished, body);
                break;
            case "WrongFinished":
                _context.AddFinished(PrfHash.Sha256, ofClient: false);
                break;
            default:
                throw new ArgumentException(step);
        }
    }

    private void SendFlight(DtlsEnd server)
    {
        var buffer = new byte[2048];
        while (_context.Flight.TryWrite(buffer, Now, out var length)) server.Receive(buffer.AsSpan(0, length), Now);
    }

    private void SendData(DtlsEnd server)
    {
        if (!_records.HasKeys) return;
        _records.WriteProtected();
        var buffer = new byte[100];
        server.Receive(buffer.AsSpan(0, _records.Writer.Seal(ContentType.ApplicationData, buffer, 5)), Now);
    }

    private void ReadFlight(DtlsEnd server)
    {
        var buffer = new byte[2048];
        while (server.Endpoint.TryWrite(buffer, Now, out var length))
        {
            foreach (var (_, content) in Wire.Records(buffer[..length]))
            {
                var reader = new ByteReader(content);
                while (HandshakeFragment.TryRead(ref reader, out var fragment)) _reassembler.TryAdd(fragment);
            }
        }
        while (_reassembler.TryTake(out var message)) Take(message);
    }

    private void Take(HandshakeMessage message)
    {
        _context.Transcript.Append(message.Bytes);
        if (message.Type == HandshakeType.ServerHello && ServerHello.TryRead(message.Body, out var hello))
        {
            _negotiated = new(
                CipherSuite.EcdheEcdsaAes128Gcm, _random, hello.Random.ToArray(), hello.Extensions.HasExtendedMasterSecret);
        }
        if (message.Type == HandshakeType.ServerKeyExchange && ServerKeyExchange.TryRead(message.Body, out var exchange))
        {
            _key = new EphemeralKey(exchange.Group);
            _key.TryAgree(exchange.Point, out _secret);
        }
    }
}

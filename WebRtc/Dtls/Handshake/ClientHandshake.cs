using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// The client's side of a full handshake:
/// <code>
/// -> ClientHello
/// &lt;- HelloVerifyRequest                                        (not every server; may come again)
/// -> ClientHello with the cookie
/// &lt;- ServerHello, Certificate, ServerKeyExchange, [CertificateRequest], ServerHelloDone
/// -> [Certificate], ClientKeyExchange, [CertificateVerify], (ChangeCipherSpec), Finished
/// &lt;- (ChangeCipherSpec), Finished
/// </code>
/// </summary>
internal sealed class ClientHandshake : IHandshake
{
    /// <summary>How often a server may ask for another cookie.</summary>
    private const int MaxCookies = 4;

    private readonly HandshakeContext _context;
    private readonly byte[] _random;
    private State _state = new State.AwaitingServerHello(Cookies: 0);

    public ClientHandshake(HandshakeContext context)
    {
        _context = context;
        _random = context.NewRandom();
    }

    public bool IsComplete => _state is State.Complete;

    public void Start(Instant now) => SendHello([], now);

    public HandshakeFault? Receive(in HandshakeMessage message, Instant now) => (_state, message.Type) switch
    {
        (State.AwaitingServerHello state, HandshakeType.HelloVerifyRequest) =>
            OnHelloVerifyRequest(state, message, now),
        (State.AwaitingServerHello, HandshakeType.ServerHello) => OnServerHello(message),
        (State.AwaitingCertificate state, HandshakeType.Certificate) => OnCertificate(state, message),
        (State.AwaitingServerKeyExchange state, HandshakeType.ServerKeyExchange) => OnServerKeyExchange(state, message),
        (State.AwaitingServerHelloDone { ClientScheme: null } state, HandshakeType.CertificateRequest) =>
            OnCertificateRequest(state, message),
        (State.AwaitingServerHelloDone state, HandshakeType.ServerHelloDone) => OnServerHelloDone(state, message, now),
        (State.AwaitingFinished state, HandshakeType.Finished) => OnFinished(state, message),
        _ => HandshakeFault.Unexpected(message.Type),
    };

    public void Dispose() => (_state as State.AwaitingServerHelloDone)?.Key.Dispose();

    // -> ClientHello
    private void SendHello(ReadOnlySpan<byte> cookie, Instant now)
    {
        _context.Transcript.Clear();
        _context.Flight.Begin();
        var body = _context.NewBody();
        ClientHello.Write(ref body, _random, cookie, _context.Options);
        _context.Add(HandshakeType.ClientHello, body);
        _context.Flight.Send(now, expectsAnswer: true);
    }

    // <- HelloVerifyRequest
    private HandshakeFault? OnHelloVerifyRequest(
        State.AwaitingServerHello state, in HandshakeMessage message, Instant now)
    {
        if (!HelloVerifyRequest.TryRead(message.Body, out var request)) return HandshakeFault.Malformed(message.Type);
        if (state.Cookies == MaxCookies) return HandshakeFault.Unexpected(message.Type);
        _state = new State.AwaitingServerHello(state.Cookies + 1);
        SendHello(request.Cookie, now);
        return null;
    }

    // <- ServerHello
    private HandshakeFault? OnServerHello(in HandshakeMessage message)
    {
        if (!ServerHello.TryRead(message.Body, out var hello)) return HandshakeFault.Malformed(message.Type);
        if (hello.Version != DtlsVersion.Dtls12 || !hello.Extensions.SupportedVersions.IsEmpty)
        {
            return HandshakeFault.OtherVersion();
        }
        if (Find(hello.CipherSuite) is not { } suite || !hello.ChoseNoCompression)
        {
            return HandshakeFault.Illegal("The other end chose what was not offered.");
        }
        if (hello.Extensions.HasUnknown)
        {
            return new(AlertDescription.UnsupportedExtension, DtlsFailure.ProtocolViolation,
                "The other end answered an extension that was not offered.");
        }
        // A server that does not say this could be made to take our handshake for the renegotiation of somebody else's
        // connection; RFC 5746 section 4.1 leaves it to the client to go on or to end it.
        if (!hello.Extensions.HasRenegotiationInfo || !hello.Extensions.RenegotiatedConnection.IsEmpty)
        {
            return HandshakeFault.NothingInCommon("The other end does not know secure renegotiation (RFC 5746).");
        }
        var negotiated = new Negotiated(
            suite, _random, hello.Random.ToArray(), hello.Extensions.HasExtendedMasterSecret);
        _context.Transcript.Append(message.Bytes);
        _state = new State.AwaitingCertificate(negotiated);
        return null;
    }

    // <- Certificate
    private HandshakeFault? OnCertificate(State.AwaitingCertificate state, in HandshakeMessage message)
    {
        if (_context.TakeCertificate(message) is { } fault) return fault;
        if (_context.PeerKey?.Authentication != state.Negotiated.Suite.Authentication)
        {
            return new(AlertDescription.UnsupportedCertificate, DtlsFailure.ProtocolViolation,
                "The other end's certificate does not fit the suite it chose.");
        }
        _state = new State.AwaitingServerKeyExchange(state.Negotiated);
        return null;
    }

    // <- ServerKeyExchange
    private HandshakeFault? OnServerKeyExchange(State.AwaitingServerKeyExchange state, in HandshakeMessage message)
    {
        if (!ServerKeyExchange.TryRead(message.Body, out var exchange)) return HandshakeFault.Malformed(message.Type);
        if (!_context.Options.Groups.Contains(exchange.Group))
        {
            return HandshakeFault.Illegal("The other end chose a curve that was not offered.");
        }
        var signed = ServerKeyExchange.SignedContent(_random, state.Negotiated.ServerRandom, exchange.Parameters);
        if (!_context.IsSigned(signed, exchange.Scheme, exchange.Signature))
        {
            return HandshakeFault.NotAuthentic("The other end's signature is wrong.");
        }
        var key = new EphemeralKey(exchange.Group);
        if (!key.TryAgree(exchange.Point, out var secret))
        {
            key.Dispose();
            return HandshakeFault.Illegal("The other end's key is no point of its curve.");
        }
        _context.Transcript.Append(message.Bytes);
        _state = new State.AwaitingServerHelloDone(state.Negotiated, key, secret, ClientScheme: null);
        return null;
    }

    // <- CertificateRequest
    private HandshakeFault? OnCertificateRequest(State.AwaitingServerHelloDone state, in HandshakeMessage message)
    {
        if (!CertificateRequest.TryRead(message.Body, out var request)) return HandshakeFault.Malformed(message.Type);
        if (_context.ChooseScheme(request.SignatureAlgorithms) is not { } scheme)
        {
            return HandshakeFault.NothingInCommon("The other end cannot verify any signature of our certificate.");
        }
        _context.Transcript.Append(message.Bytes);
        _state = state with { ClientScheme = scheme };
        return null;
    }

    // <- ServerHelloDone
    // -> [Certificate], ClientKeyExchange, [CertificateVerify], (ChangeCipherSpec), Finished
    private HandshakeFault? OnServerHelloDone(
        State.AwaitingServerHelloDone state, in HandshakeMessage message, Instant now)
    {
        if (!message.Body.IsEmpty) return HandshakeFault.Malformed(message.Type);
        _context.Transcript.Append(message.Bytes);
        _context.Flight.Begin();

        if (state.ClientScheme is not null)
        {
            var certificate = _context.NewBody();
            CertificateMessage.Write(ref certificate, _context.Options.Certificate.Der);
            _context.Add(HandshakeType.Certificate, certificate);
        }

        var exchange = _context.NewBody();
        ClientKeyExchange.Write(ref exchange, state.Key.PublicPoint);
        _context.Add(HandshakeType.ClientKeyExchange, exchange);
        _context.DeriveKeys(state.Negotiated, state.SharedSecret);
        state.Key.Dispose();

        if (state.ClientScheme is { } scheme)
        {
            var verify = _context.NewBody();
            var signature = _context.Options.Certificate.Sign(scheme, _context.Transcript.Bytes);
            CertificateVerify.Write(ref verify, scheme, signature);
            _context.Add(HandshakeType.CertificateVerify, verify);
        }
        _context.AddFinished(state.Negotiated.Suite.Hash, ofClient: true);
        _context.Flight.Send(now, expectsAnswer: true);
        _state = new State.AwaitingFinished(state.Negotiated.Suite.Hash);
        return null;
    }

    // <- (ChangeCipherSpec), Finished
    private HandshakeFault? OnFinished(State.AwaitingFinished state, in HandshakeMessage message)
    {
        if (_context.TakeFinished(message, state.Hash, ofClient: false) is { } fault) return fault;
        _context.Flight.Drop();
        _state = new State.Complete();
        return null;
    }

    private CipherSuite? Find(ushort id)
    {
        foreach (var suite in _context.Options.CipherSuites)
        {
            if (suite.Id == id) return suite;
        }
        return null;
    }

    private abstract record State
    {
        internal sealed record AwaitingServerHello(int Cookies) : State;

        internal sealed record AwaitingCertificate(Negotiated Negotiated) : State;

        internal sealed record AwaitingServerKeyExchange(Negotiated Negotiated) : State;

        /// <param name="ClientScheme">How to sign, if the server has asked for our certificate.</param>
        internal sealed record AwaitingServerHelloDone(
            Negotiated Negotiated, EphemeralKey Key, byte[] SharedSecret, SignatureScheme? ClientScheme) : State;

        internal sealed record AwaitingFinished(PrfHash Hash) : State;

        internal sealed record Complete : State;
    }
}

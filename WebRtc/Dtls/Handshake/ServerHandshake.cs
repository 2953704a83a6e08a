using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// The server's side of a full handshake. It asks for no cookie: ICE has proven that the client is where it says.
/// <code>
/// &lt;- ClientHello
/// -> ServerHello, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone
/// &lt;- Certificate, ClientKeyExchange, CertificateVerify, (ChangeCipherSpec), Finished
/// -> (ChangeCipherSpec), Finished
/// </code>
/// The client's certificate and the proof that it owns it are never optional: each state takes one message only.
/// </summary>
internal sealed class ServerHandshake(HandshakeContext context) : IHandshake
{
    private State _state = new State.AwaitingClientHello();

    public bool IsComplete => _state is State.Complete;

    public void Start(Instant now)
    {
    }

    public HandshakeFault? Receive(in HandshakeMessage message, Instant now) => (_state, message.Type) switch
    {
        (State.AwaitingClientHello, HandshakeType.ClientHello) => OnClientHello(message, now),
        (State.AwaitingCertificate state, HandshakeType.Certificate) => OnCertificate(state, message),
        (State.AwaitingClientKeyExchange state, HandshakeType.ClientKeyExchange) => OnClientKeyExchange(state, message),
        (State.AwaitingCertificateVerify state, HandshakeType.CertificateVerify) => OnCertificateVerify(state, message),
        (State.AwaitingFinished state, HandshakeType.Finished) => OnFinished(state, message, now),
        _ => HandshakeFault.Unexpected(message.Type),
    };

    public void Dispose()
    {
        if (_state is State.AwaitingCertificate awaiting) awaiting.Key.Dispose();
        if (_state is State.AwaitingClientKeyExchange next) next.Key.Dispose();
    }

    // <- ClientHello
    private HandshakeFault? OnClientHello(in HandshakeMessage message, Instant now)
    {
        if (!ClientHello.TryRead(message.Body, out var hello)) return HandshakeFault.Malformed(message.Type);
        if (RefuseHello(hello) is { } fault) return fault;
        if (ChooseSuite(hello) is not { } suite)
        {
            return HandshakeFault.NothingInCommon("The other end offers no cipher suite that we know.");
        }
        if (ChooseGroup(hello) is not { } group)
        {
            return HandshakeFault.NothingInCommon("The other end offers no curve that we know.");
        }
        if (context.ChooseScheme(hello.Extensions.SignatureAlgorithms) is not { } scheme)
        {
            return HandshakeFault.NothingInCommon("The other end cannot verify any signature of our certificate.");
        }
        context.Transcript.Append(message.Bytes);
        var negotiated = new Negotiated(
            suite, hello.Random.ToArray(), context.NewRandom(), hello.Extensions.HasExtendedMasterSecret);
        SendHello(hello, negotiated, new EphemeralKey(group), scheme, now);
        return null;
    }

    // -> ServerHello, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone
    private void SendHello(
        in ClientHello offer, Negotiated negotiated, EphemeralKey key, SignatureScheme scheme, Instant now)
    {
        context.Flight.Begin();
        var hello = context.NewBody();
        ServerHello.Write(ref hello, negotiated.ServerRandom, negotiated.Suite, offer);
        context.Add(HandshakeType.ServerHello, hello);

        var certificate = context.NewBody();
        CertificateMessage.Write(ref certificate, context.Options.Certificate.Der);
        context.Add(HandshakeType.Certificate, certificate);

        var exchange = context.NewBody();
        ServerKeyExchange.WriteParameters(ref exchange, key);
        var signed = ServerKeyExchange.SignedContent(negotiated.ClientRandom, negotiated.ServerRandom, exchange.Written);
        ServerKeyExchange.WriteSignature(ref exchange, scheme, context.Options.Certificate.Sign(scheme, signed));
        context.Add(HandshakeType.ServerKeyExchange, exchange);

        var request = context.NewBody();
        CertificateRequest.Write(ref request);
        context.Add(HandshakeType.CertificateRequest, request);

        context.Add(HandshakeType.ServerHelloDone, context.NewBody());
        context.Flight.Send(now, expectsAnswer: true);
        _state = new State.AwaitingCertificate(negotiated, key);
    }

    // <- Certificate
    private HandshakeFault? OnCertificate(State.AwaitingCertificate state, in HandshakeMessage message)
    {
        if (context.TakeCertificate(message) is { } fault) return fault;
        _state = new State.AwaitingClientKeyExchange(state.Negotiated, state.Key);
        return null;
    }

    // <- ClientKeyExchange
    private HandshakeFault? OnClientKeyExchange(State.AwaitingClientKeyExchange state, in HandshakeMessage message)
    {
        if (!ClientKeyExchange.TryRead(message.Body, out var exchange)) return HandshakeFault.Malformed(message.Type);
        if (!state.Key.TryAgree(exchange.Point, out var secret))
        {
            return HandshakeFault.Illegal("The other end's key is no point of its curve.");
        }
        state.Key.Dispose();
        context.Transcript.Append(message.Bytes);
        context.DeriveKeys(state.Negotiated, secret);
        _state = new State.AwaitingCertificateVerify(state.Negotiated.Suite.Hash);
        return null;
    }

    // <- CertificateVerify
    private HandshakeFault? OnCertificateVerify(State.AwaitingCertificateVerify state, in HandshakeMessage message)
    {
        if (!CertificateVerify.TryRead(message.Body, out var verify)) return HandshakeFault.Malformed(message.Type);
        if (!context.IsSigned(context.Transcript.Bytes, verify.Scheme, verify.Signature))
        {
            return HandshakeFault.NotAuthentic("The other end does not own the certificate that it showed.");
        }
        context.Transcript.Append(message.Bytes);
        _state = new State.AwaitingFinished(state.Hash);
        return null;
    }

    // <- (ChangeCipherSpec), Finished
    // -> (ChangeCipherSpec), Finished
    private HandshakeFault? OnFinished(State.AwaitingFinished state, in HandshakeMessage message, Instant now)
    {
        if (context.TakeFinished(message, state.Hash, ofClient: true) is { } fault) return fault;
        context.Flight.Begin();
        context.AddFinished(state.Hash, ofClient: false);
        context.Flight.Send(now, expectsAnswer: false);
        _state = new State.Complete();
        return null;
    }

    private static HandshakeFault? RefuseHello(in ClientHello hello)
    {
        // Versions count downwards. A client of DTLS 1.3 says 1.2 here and all that it speaks in supported_versions.
        var versions = hello.Extensions.SupportedVersions;
        var speaksOurs = versions.IsEmpty
            ? DtlsVersion.IsDtls(hello.Version) && hello.Version <= DtlsVersion.Dtls12
            : versions.ContainsUInt16(DtlsVersion.Dtls12);
        if (!speaksOurs)
        {
            return HandshakeFault.OtherVersion();
        }
        if (!hello.OffersNoCompression || !hello.OffersUncompressedPoints)
        {
            return HandshakeFault.Illegal("The other end's hello leaves out what every hello must offer.");
        }
        return hello.Extensions.RenegotiatedConnection.IsEmpty
            ? null
            : HandshakeFault.NothingInCommon("The other end takes this for a renegotiation.");
    }

    private CipherSuite? ChooseSuite(in ClientHello hello)
    {
        foreach (var suite in context.Options.CipherSuites)
        {
            if (suite.Authentication == context.Options.Certificate.Authentication
                && hello.CipherSuites.ContainsUInt16(suite.Id))
            {
                return suite;
            }
        }
        return null;
    }

    private NamedGroup? ChooseGroup(in ClientHello hello)
    {
        // A client that does not send the extension leaves the choice to the server (RFC 8422 section 4).
        if (hello.Extensions.SupportedGroups.IsEmpty) return context.Options.Groups[0];
        foreach (var group in context.Options.Groups)
        {
            if (hello.Extensions.SupportedGroups.ContainsUInt16((ushort)group)) return group;
        }
        return null;
    }

    private abstract record State
    {
        internal sealed record AwaitingClientHello : State;

        internal sealed record AwaitingCertificate(Negotiated Negotiated, EphemeralKey Key) : State;

        internal sealed record AwaitingClientKeyExchange(Negotiated Negotiated, EphemeralKey Key) : State;

        internal sealed record AwaitingCertificateVerify(PrfHash Hash) : State;

        internal sealed record AwaitingFinished(PrfHash Hash) : State;

        internal sealed record Complete : State;
    }
}

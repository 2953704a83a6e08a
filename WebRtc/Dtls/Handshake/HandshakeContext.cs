using System.Security.Cryptography;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// What client and server have in common: the transcript, the flight, and the way from secret to keys.
/// </summary>
internal sealed class HandshakeContext(DtlsOptions options, IEntropy entropy, RecordLayer records) : IDisposable
{
    /// <summary>Enough for each message of ours but the certificate, whose length is known.</summary>
    private const int MaxBodyLength = 2048;

    private byte[] _scratch =
        new byte[Math.Max(MaxBodyLength, CertificateMessage.LengthOf(options.Certificate.Der))];

    private byte[] _masterSecret = [];

    public DtlsOptions Options { get; } = options;

    public Transcript Transcript { get; } = new();

    public FlightSender Flight { get; } = new(options, records);

    /// <summary>The other end's certificate, once its fingerprint has proven right.</summary>
    public byte[]? PeerCertificate { get; private set; }

    public PeerPublicKey? PeerKey { get; private set; }

    /// <summary>What the handshake agreed on; null until then.</summary>
    public CipherSuite? Suite { get; private set; }

    public byte[] NewRandom()
    {
        var random = new byte[KeySchedule.RandomLength];
        entropy.Fill(random);
        return random;
    }

    /// <summary>A writer for the body of the next message.</summary>
    public ByteWriter NewBody() => new(_scratch);

    public void Add(HandshakeType type, in ByteWriter body) =>
        Transcript.Append(Flight.Add(type, body.Written, RecordLayer.ClearEpoch).Bytes);

    /// <summary>Adds ChangeCipherSpec and the Finished behind it.</summary>
    public void AddFinished(PrfHash hash, bool ofClient)
    {
        Flight.AddChangeCipherSpec();
        records.WriteProtected();
        var verifyData = KeySchedule.VerifyData(hash, _masterSecret, ofClient, Transcript.Bytes);
        Transcript.Append(Flight.Add(HandshakeType.Finished, verifyData, RecordLayer.ProtectedEpoch).Bytes);
    }

    /// <summary>Takes the other end's certificate, if it is the one that signalling announced.</summary>
    public HandshakeFault? TakeCertificate(in HandshakeMessage message)
    {
        if (!CertificateMessage.TryRead(message.Body, out var certificate))
        {
            return HandshakeFault.Malformed(message.Type);
        }
        if (certificate.Leaf.IsEmpty)
        {
            return new(AlertDescription.HandshakeFailure, DtlsFailure.UnusableCertificate,
                "The other end has no certificate.");
        }
        // Before anything looks into it: what is not the announced certificate is not worth parsing.
        if (!CertificateFingerprint.AnyMatches(Options.RemoteFingerprints, certificate.Leaf))
        {
            return new(AlertDescription.BadCertificate, DtlsFailure.FingerprintMismatch,
                "The other end's certificate is not the one whose fingerprint was signalled.");
        }
        if (!PeerPublicKey.TryRead(certificate.Leaf, out var key))
        {
            return new(AlertDescription.UnsupportedCertificate, DtlsFailure.UnusableCertificate,
                "The other end's certificate has no key that can be used here.");
        }
        PeerKey = key;
        PeerCertificate = certificate.Leaf.ToArray();
        Transcript.Append(message.Bytes);
        return null;
    }

    /// <summary>Whether the other end has signed this content with the key of its certificate.</summary>
    public bool IsSigned(ReadOnlySpan<byte> content, SignatureScheme scheme, ReadOnlySpan<byte> signature) =>
        SignatureSchemes.Supported.Contains(scheme) && PeerKey is { } key && key.Verify(scheme, content, signature);

    /// <summary>The scheme to sign with, out of those that the other end verifies.</summary>
    public SignatureScheme? ChooseScheme(ReadOnlySpan<byte> offered)
    {
        foreach (var scheme in SignatureSchemes.Supported)
        {
            if (scheme.Authentication == Options.Certificate.Authentication && offered.ContainsUInt16((ushort)scheme))
            {
                return scheme;
            }
        }
        return null;
    }

    /// <summary>
    /// Derives the keys of epoch 1, from the transcript up to and with ClientKeyExchange. The shared secret is wiped.
    /// </summary>
    public void DeriveKeys(Negotiated negotiated, byte[] sharedSecret)
    {
        var suite = negotiated.Suite;
        if (negotiated.HasExtendedMasterSecret)
        {
            Span<byte> sessionHash = stackalloc byte[suite.Hash.Length];
            suite.Hash.Hash(Transcript.Bytes, sessionHash);
            _masterSecret = KeySchedule.ExtendedMasterSecret(suite.Hash, sharedSecret, sessionHash);
        }
        else
        {
            _masterSecret = KeySchedule.MasterSecret(
                suite.Hash, sharedSecret, negotiated.ClientRandom, negotiated.ServerRandom);
        }
        CryptographicOperations.ZeroMemory(sharedSecret);

        var (client, server) = KeySchedule.Expand(
            suite, _masterSecret, negotiated.ClientRandom, negotiated.ServerRandom);
        var (write, read) = Options.Role == DtlsRole.Client ? (client, server) : (server, client);
        records.InstallKeys(new EpochWriter(RecordLayer.ProtectedEpoch, write), new EpochReader(read));
        Suite = suite;
    }

    /// <summary>Checks the other end's Finished against what we have seen of the handshake.</summary>
    public HandshakeFault? TakeFinished(in HandshakeMessage message, PrfHash hash, bool ofClient)
    {
        if (!Finished.TryRead(message.Body, out var finished)) return HandshakeFault.Malformed(message.Type);
        var expected = KeySchedule.VerifyData(hash, _masterSecret, ofClient, Transcript.Bytes);
        if (!finished.Proves(expected))
        {
            return HandshakeFault.NotAuthentic("The other end saw another handshake than we did.");
        }
        Transcript.Append(message.Bytes);
        return null;
    }

    /// <summary>Wipes what only the handshake needs.</summary>
    public void Forget()
    {
        CryptographicOperations.ZeroMemory(_masterSecret);
        _scratch = [];
        Transcript.Clear();
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_masterSecret);
        PeerKey?.Dispose();
    }
}

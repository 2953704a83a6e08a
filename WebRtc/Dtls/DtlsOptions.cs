using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.WebRtc.Dtls;

/// <summary>What a <see cref="DtlsEndpoint"/> is made with.</summary>
internal sealed record DtlsOptions
{
    public required DtlsRole Role { get; init; }

    /// <summary>Ours. It stays the caller's: endpoints share it and none disposes of it.</summary>
    public required DtlsCertificate Certificate { get; init; }

    /// <summary>What signalling announced of the other end; without any, no certificate would do.</summary>
    public required IReadOnlyList<CertificateFingerprint> RemoteFingerprints { get; init; }

    /// <summary>
    /// How long to wait for an answer before a flight is sent again; doubled each time. RFC 6347 section 4.2.4.1 says
    /// 1 s where nothing is known of the path, but ICE has measured it.
    /// </summary>
    public TimeSpan InitialTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a handshake may take as a whole.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The bytes of the longest datagram of the handshake; longer messages are sent in fragments.</summary>
    public int MaxDatagramSize { get; init; } = 1200;

    /// <summary>What is offered and accepted, the best liked first.</summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; init; } = CipherSuite.Supported;

    /// <summary>The curves that are offered and accepted, the best liked first.</summary>
    public IReadOnlyList<NamedGroup> Groups { get; init; } = NamedGroups.Supported;
}

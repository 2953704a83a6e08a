namespace RtcPeer.WebRtc.Io.Stats;

/// <summary>The datagrams of a connection and their encryption (W3C webrtc-stats, RTCTransportStats).</summary>
public sealed record RtcTransportStats
{
    /// <summary>Datagrams sent, those of ICE and DTLS among them.</summary>
    public required long PacketsSent { get; init; }

    /// <summary>Datagrams received.</summary>
    public required long PacketsReceived { get; init; }

    /// <summary>UDP payload sent, in bytes.</summary>
    public required long BytesSent { get; init; }

    /// <summary>UDP payload received, in bytes.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>"controlling" or "controlled" (RTCIceRole).</summary>
    public required string IceRole { get; init; }

    /// <summary>"new", "connecting", "connected", "closed" or "failed" (RTCDtlsTransportState).</summary>
    public required string DtlsState { get; init; }

    /// <summary>"client", "server", or "unknown" until offer and answer have told (RTCDtlsRole).</summary>
    public required string DtlsRole { get; init; }

    /// <summary>The name of the cipher suite in IANA's registry; null until DTLS is connected.</summary>
    public string? DtlsCipher { get; init; }

    /// <summary>The certificate by which the other end knows us.</summary>
    public required RtcCertificateStats LocalCertificate { get; init; }

    /// <summary>The certificate that the other end has shown and proven to be its own; null until DTLS is connected.</summary>
    public RtcCertificateStats? RemoteCertificate { get; init; }

    /// <summary>The largest datagram that is sent now, in bytes of UDP payload: what the path was found to carry.</summary>
    public required int MaxDatagramSize { get; init; }
}

using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Session;

/// <summary>How a session stands and what it has done, at one moment.</summary>
internal sealed record SessionStats
{
    public required Traffic Sent { get; init; }

    public required Traffic Received { get; init; }

    public required IceRole IceRole { get; init; }

    /// <summary>Null while no path is selected.</summary>
    public required CandidatePair? SelectedPair { get; init; }

    public required DtlsState DtlsState { get; init; }

    /// <summary>Null until offer and answer are there.</summary>
    public required bool? IsDtlsClient { get; init; }

    /// <summary>Null until DTLS is connected.</summary>
    public required CipherSuite? Suite { get; init; }

    public required CertificateFingerprint LocalFingerprint { get; init; }

    /// <summary>Null until DTLS is connected.</summary>
    public required CertificateFingerprint? RemoteFingerprint { get; init; }

    /// <summary>By how many bytes a datagram is longer than the packet in it.</summary>
    public required int DatagramOverhead { get; init; }

    public required bool IsSctpUp { get; init; }

    public required SctpStats Sctp { get; init; }
}

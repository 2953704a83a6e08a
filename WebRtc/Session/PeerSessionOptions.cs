using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Session;

/// <summary>What a session is made with.</summary>
internal sealed record PeerSessionOptions
{
    /// <summary>Shown to the other end in the DTLS handshake; its fingerprint stands in our descriptions.</summary>
    public required DtlsCertificate Certificate { get; init; }

    public IceOptions Ice { get; init; } = new();

    public SctpOptions Sctp { get; init; } = new();

    /// <summary>Only relayed candidates are signalled and used: the other end learns no address of ours.</summary>
    public bool IsRelayOnly { get; init; }

    /// <summary>The other end is told names instead of our host addresses.</summary>
    public bool HidesHostAddresses { get; init; }

    /// <summary>What holds the smallest packets of the layers above, in bytes of UDP payload.</summary>
    public const int SmallestDatagramSize = 576;

    /// <summary>What every path of the Internet is known to carry, in bytes of UDP payload.</summary>
    public const int SafeDatagramSize = 1200;

    /// <summary>
    /// The largest for an end that has not said that it takes more: Ethernet's. Libwebrtc hands on a record of more than
    /// 2,048 bytes in pieces, and is out of step with its own queue from then on.
    /// </summary>
    public const int LargestUnaskedSize = 1472;

    /// <summary>
    /// The largest that helps: nearly a full record of DTLS, and four of them go into one system call (Linux
    /// UDP_SEGMENT, 65,507 bytes).
    /// </summary>
    public const int LargestDatagramSize = 16_376;

    /// <summary>
    /// The largest datagram sent, in bytes of UDP payload. Beyond <see cref="SafeDatagramSize"/>, what the path is found
    /// to carry is used (RFC 8899).
    /// </summary>
    public int MaxDatagramSize { get; init; } = LargestDatagramSize;

    /// <summary>What is sent while nothing is known of the path.</summary>
    public int BaseDatagramSize => Math.Min(SafeDatagramSize, MaxDatagramSize);

    /// <summary>The association's settings, with packets that fit the datagrams.</summary>
    public SctpOptions SctpOverDatagrams => Sctp with
    {
        MaxPacketSize = PacketIn(BaseDatagramSize),
        MaxProbedPacketSize = PacketIn(MaxDatagramSize),
    };

    /// <summary>The largest packet for an end that takes datagrams of that size; null where it has not said.</summary>
    public int PacketFor(int? remoteMaxDatagramSize) =>
        PacketIn(Math.Min(MaxDatagramSize, remoteMaxDatagramSize ?? LargestUnaskedSize));

    public DtlsOptions DtlsOptionsFor(bool isClient, IReadOnlyList<CertificateFingerprint> remoteFingerprints) => new()
    {
        Role = isClient ? DtlsRole.Client : DtlsRole.Server,
        Certificate = Certificate,
        RemoteFingerprints = remoteFingerprints,
        MaxDatagramSize = BaseDatagramSize,
    };

    private static int PacketIn(int datagram) => (datagram - SctpOptions.DatagramOverhead) & ~3;
}

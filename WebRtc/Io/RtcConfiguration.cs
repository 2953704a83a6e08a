using System.Security.Cryptography.X509Certificates;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.WebRtc.Io;

/// <summary>How a connection is to be made (W3C WebRTC, RTCConfiguration).</summary>
public sealed record RtcConfiguration
{
    /// <summary>The STUN and TURN servers to use. Without any, no server is contacted.</summary>
    public IReadOnlyList<RtcIceServer> IceServers { get; init; } = [];

    /// <summary>Which candidates may be used.</summary>
    public RtcIceTransportPolicy IceTransportPolicy { get; init; }

    /// <summary>
    /// The network interfaces to use, by the names that the system gives them; all where none is named. A name that the
    /// system does not know, or not any more, brings no address. TURN servers are reached from them alone as well.
    /// </summary>
    public IReadOnlyList<string> NetworkInterfaces { get; init; } = [];

    /// <summary>Whether IPv6 is used: addresses of our own, those of STUN and TURN servers, and those that they give.</summary>
    public bool AllowIPv6 { get; init; } = true;

    /// <summary>
    /// Whether the other end may be reached over TCP as well (RFC 6544), which is used where UDP does not get through. A
    /// port is listened at on each address for it.
    /// </summary>
    public bool AllowTcp { get; init; } = true;

    /// <summary>
    /// Whether the other end, and whoever carries the signalling, is told names instead of our host addresses
    /// (draft-ietf-mmusic-mdns-ice-candidates). Who is in the same network and asks learns the address (multicast DNS), and
    /// so does whoever we connect to.
    /// </summary>
    public bool HideHostAddresses { get; init; }

    /// <summary>The authorities to trust, and no others, with the certificates of TURN servers; null for those of the system.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>The largest message taken from the other end, announced as <c>a=max-message-size</c>; in bytes.</summary>
    public int MaxMessageSize { get; init; } = 256 * 1024;

    /// <summary>
    /// The largest datagram sent, in bytes of UDP payload, from 576 to 16,376. Where it is above 1,200, as it is unless
    /// set, the largest that the path carries up to there is found and used (RFC 8899).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less or more.</exception>
    public int MaxDatagramSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, PeerSessionOptions.SmallestDatagramSize);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, PeerSessionOptions.LargestDatagramSize);
            field = value;
        }
    } = PeerSessionOptions.LargestDatagramSize;

    /// <summary>Our certificate, which stays the caller's; null to make a fresh one for the connection.</summary>
    public RtcCertificate? Certificate { get; init; }

    /// <summary>
    /// Whether who waits for a message may go on on the very thread that received it, which saves the way through the
    /// thread pool. While it runs there, nothing else is received: it must neither block nor compute for long.
    /// </summary>
    public bool AllowSynchronousContinuations { get; init; }
}

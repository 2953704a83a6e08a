namespace RtcPeer.WebRtc.Sctp;

/// <summary>The settings of one association.</summary>
internal sealed record SctpOptions
{
    /// <summary>What every packet must be allowed to have, so that the largest control chunk fits.</summary>
    public const int MinPacketSize = 512;

    /// <summary>What DTLS adds to a packet at most: record header, explicit nonce and tag; in bytes.</summary>
    public const int DatagramOverhead = 37;

    /// <summary>The largest SCTP packet in bytes, with its 12-byte common header, that fits the datagram beneath.</summary>
    public int MaxPacketSize { get; init; } = 1150;

    /// <summary>
    /// The largest packet that path MTU discovery tries (RFC 8899), in bytes; none where it is not above
    /// <see cref="MaxPacketSize"/>, which is then the size of every path.
    /// </summary>
    public int MaxProbedPacketSize { get; init; }

    /// <summary>Both ends' port numbers mean nothing over DTLS (RFC 8261), but have to match what SDP said.</summary>
    public ushort LocalPort { get; init; } = 5000;

    public ushort RemotePort { get; init; } = 5000;

    /// <summary>The largest message accepted, in bytes. A larger one aborts the association.</summary>
    public int MaxMessageSize { get; init; } = 256 * 1024;

    /// <summary>How many bytes may be received and not yet consumed by the application, at first.</summary>
    public int ReceiveWindow { get; init; } = 2 * 1024 * 1024;

    /// <summary>The same at most, where an application that keeps up needs that much for bandwidth times delay.</summary>
    public int MaxReceiveWindow { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes may be accepted for sending and not yet acknowledged. Where more than that is on its way, half of
    /// it may wait besides.
    /// </summary>
    public int SendBufferSize { get; init; } = 2 * 1024 * 1024;

    /// <summary>The same at most, with what is on its way.</summary>
    public int MaxSendBufferSize { get; init; } = 64 * 1024 * 1024;

    public CongestionControl CongestionControl { get; init; } = CongestionControl.Bbr;

    /// <summary>Offers that packets go without a checksum of their own, which DTLS makes superfluous (RFC 9653).</summary>
    public bool ZeroChecksum { get; init; } = true;

    /// <summary>Offers that messages of different streams interleave, so that none waits for another's end (RFC 8260).</summary>
    public bool Interleaving { get; init; } = true;

    /// <summary>How many streams are offered in each direction (RFC 8831 section 6.2 recommends 65535).</summary>
    public ushort Streams { get; init; } = 65535;

    /// <summary>Until a round trip is measured. What ICE has measured is a good seed; RFC 9260 says 1 s for the unknown.</summary>
    public TimeSpan InitialRto { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Shorter than RFC 9260's 1 s, and than the 200 ms by which the other end may delay its SACK: before T3-rtx
    /// expires, a probe with the I bit has been sent, which is answered at once.
    /// </summary>
    public TimeSpan RtoMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Short, so that traffic resumes soon after a partition; ICE decides when a path is dead.</summary>
    public TimeSpan RtoMax { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>At most 500 ms (RFC 9260 section 6.2); its recommended 200 ms slow a lone message's sender down.</summary>
    public TimeSpan DelayedAck { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Generous, since consent freshness ends a dead path long before (RFC 7675).</summary>
    public int MaxRetransmissions { get; init; } = 100;

    public TimeSpan CookieLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the association is idle before a HEARTBEAT; zero sends none.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);
}

namespace RtcPeer.WebRtc.Sctp;

/// <summary>How an association stands and what it has done, at one moment.</summary>
internal readonly record struct SctpStats
{
    public TimeSpan? SmoothedRoundTripTime { get; init; }

    /// <summary>Congestion window, in bytes.</summary>
    public int Cwnd { get; init; }

    /// <summary>What the other end would take now, in bytes.</summary>
    public long PeerWindow { get; init; }

    /// <summary>The largest packet that is sent, in bytes with the common header.</summary>
    public int MaxPacketSize { get; init; }

    /// <summary>DATA chunks that were sent and are not cumulatively acknowledged.</summary>
    public int UnackedChunks { get; init; }

    public long PacketsSent { get; init; }

    public long PacketsReceived { get; init; }

    /// <summary>Packets that carried something for the second time.</summary>
    public long PacketsRetransmitted { get; init; }

    /// <summary>What was sent again, in bytes of chunks with their headers.</summary>
    public long BytesRetransmitted { get; init; }

    /// <summary>Expiries of T3-rtx.</summary>
    public long Timeouts { get; init; }

    /// <summary>Both ends use I-DATA (RFC 8260).</summary>
    public bool Interleaves { get; init; }

    /// <summary>Our packets carry a checksum of zero (RFC 9653).</summary>
    public bool OmitsChecksum { get; init; }
}

namespace RtcPeer.WebRtc.Io.Stats;

/// <summary>The association that carries the messages (W3C webrtc-stats, RTCSctpTransportStats, and what it lost).</summary>
public sealed record RtcSctpTransportStats
{
    /// <summary>The smoothed round trip; null until something was acknowledged (RFC 9260 section 6.3.1).</summary>
    public TimeSpan? SmoothedRoundTripTime { get; init; }

    /// <summary>How much may be on its way, in bytes.</summary>
    public required int CongestionWindow { get; init; }

    /// <summary>How much the other end would take, as it last said, in bytes.</summary>
    public required long ReceiverWindow { get; init; }

    /// <summary>The largest SCTP packet that is sent now, in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>DATA chunks that were sent and are not acknowledged.</summary>
    public required int UnackData { get; init; }

    /// <summary>SCTP packets sent.</summary>
    public required long PacketsSent { get; init; }

    /// <summary>SCTP packets received.</summary>
    public required long PacketsReceived { get; init; }

    /// <summary>Packets that carried something again.</summary>
    public required long RetransmittedPacketsSent { get; init; }

    /// <summary>What was sent again, in bytes.</summary>
    public required long RetransmittedBytesSent { get; init; }

    /// <summary>How often nothing came back for so long that all was taken for lost.</summary>
    public required long Timeouts { get; init; }
}

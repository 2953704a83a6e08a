namespace RtcPeer.WebRtc.Sctp;

/// <summary>How an association fares.</summary>
/// <param name="CongestionControl">What decides how much is on its way.</param>
/// <param name="Cwnd">Congestion window, in bytes.</param>
/// <param name="BytesInFlight">On its way and not acknowledged, in bytes of chunks with their headers.</param>
/// <param name="SmoothedRoundTrip">Null until one was measured.</param>
/// <param name="RetransmittedChunks">Chunks that were sent again, each time counted.</param>
/// <param name="RetransmittedBytes">The same in bytes, with their headers.</param>
/// <param name="Interleaves">Both ends use I-DATA (RFC 8260).</param>
/// <param name="OmitsChecksum">Our packets carry a checksum of zero (RFC 9653).</param>
internal readonly record struct SctpStatistics(
    CongestionControl CongestionControl,
    int Cwnd,
    int BytesInFlight,
    TimeSpan? SmoothedRoundTrip,
    long RetransmittedChunks,
    long RetransmittedBytes,
    bool Interleaves,
    bool OmitsChecksum);

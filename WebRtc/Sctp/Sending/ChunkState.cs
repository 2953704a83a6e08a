namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>Where a chunk that has got a TSN is.</summary>
internal enum ChunkState : byte
{
    InFlight,

    /// <summary>In a gap block. Advisory: the other end may still drop it (RFC 9260 section 6.2.1).</summary>
    Acked,

    /// <summary>Waits to be sent again.</summary>
    Lost,

    /// <summary>Of a message that was given up (RFC 3758).</summary>
    Abandoned,
}

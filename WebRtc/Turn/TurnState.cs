namespace RtcPeer.WebRtc.Turn;

/// <summary>The life of an allocation (RFC 8656 section 3.2).</summary>
internal enum TurnState
{
    Allocating,
    Allocated,

    /// <summary>It is being given back.</summary>
    Closing,
    Ended,
}

namespace RtcPeer.WebRtc.Turn;

/// <summary>What a datagram of the server was.</summary>
internal enum TurnInput
{
    /// <summary>Nothing that the allocation asked for or can use.</summary>
    Unknown,

    /// <summary>For the allocation itself.</summary>
    Taken,

    /// <summary>From a peer, with what the peer sent inside.</summary>
    Payload,
}

namespace RtcPeer.WebRtc.Channels;

/// <summary>The words of RTCDataChannelState.</summary>
internal enum DataChannelState
{
    /// <summary>Waits for the association, for its id, or for room for its DATA_CHANNEL_OPEN.</summary>
    Connecting,

    Open,

    /// <summary>One end or both have begun to reset the stream. What the other end still sends is delivered.</summary>
    Closing,

    /// <summary>Both directions are reset, or the association is over.</summary>
    Closed,
}

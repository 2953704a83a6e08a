namespace RtcPeer.WebRtc.Channels;

/// <summary>What a <see cref="DataChannelEvent"/> tells.</summary>
internal enum DataChannelEventKind
{
    /// <summary>The channel, ours or the other end's, can be sent on.</summary>
    Opened,

    /// <summary>IsText, Payload and WindowBytes.</summary>
    Message,

    /// <summary>What is buffered has fallen to the channel's threshold.</summary>
    BufferedAmountLow,

    /// <summary>The other end closes the channel; what we have sent before still goes out.</summary>
    Closing,

    /// <summary>IsClean. The channel is over and its stream may be used again.</summary>
    Closed,
}

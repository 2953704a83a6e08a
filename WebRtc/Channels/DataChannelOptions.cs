namespace RtcPeer.WebRtc.Channels;

/// <summary>What the channels of one association may cost.</summary>
internal sealed record DataChannelOptions
{
    /// <summary>With so many channels, those that the other end opens are refused.</summary>
    public int MaxChannels { get; init; } = 1024;

    /// <summary>How many messages for streams without a channel are kept, in case the channel comes.</summary>
    public int MaxEarlyMessages { get; init; } = 64;

    /// <summary>As <see cref="MaxEarlyMessages"/>, in bytes; they come out of the receive window.</summary>
    public int MaxEarlyBytes { get; init; } = 256 * 1024;
}

namespace RtcPeer.WebRtc.Channels;

/// <summary>What the application says of a channel that it creates (RTCDataChannelInit).</summary>
/// <param name="Label">At most 65,535 bytes in UTF-8.</param>
internal sealed record DataChannelInit(string Label)
{
    /// <summary>A name of the protocol spoken on the channel; at most 65,535 bytes in UTF-8.</summary>
    public string Protocol { get; init; } = "";

    public bool Ordered { get; init; } = true;

    /// <summary>Not together with <see cref="MaxPacketLifeTime"/>.</summary>
    public ushort? MaxRetransmits { get; init; }

    /// <summary>Whole milliseconds up to 65,535. Not together with <see cref="MaxRetransmits"/>.</summary>
    public TimeSpan? MaxPacketLifeTime { get; init; }

    /// <summary>Both ends create the channel with the same <see cref="Id"/>, and nothing about it is sent.</summary>
    public bool Negotiated { get; init; }

    /// <summary>The stream of a negotiated channel, up to 65,534; not looked at otherwise.</summary>
    public ushort? Id { get; init; }
}

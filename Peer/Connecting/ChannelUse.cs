namespace RtcPeer.Peer.Connecting;

/// <summary>What the channels of a connection are for.</summary>
internal sealed record ChannelUse
{
    /// <summary>Whether what goes over the one channel of the connection may be a pipe, where both ends take one.</summary>
    public bool TakesPipes { get; init; }

    /// <summary>Whether whoever reads a channel does so on the thread that receives, and never blocks it.</summary>
    public bool ReadsInline { get; init; }

    /// <summary>The protocol of channels that the other end may open beside the one; null for none.</summary>
    public string? MoreProtocol { get; init; }
}

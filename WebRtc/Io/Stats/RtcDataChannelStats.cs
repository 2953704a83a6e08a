namespace RtcPeer.WebRtc.Io.Stats;

/// <summary>What went over a channel (W3C webrtc-stats, RTCDataChannelStats).</summary>
public sealed record RtcDataChannelStats
{
    /// <summary>The channel's name.</summary>
    public required string Label { get; init; }

    /// <summary>Its subprotocol; empty for none.</summary>
    public required string Protocol { get; init; }

    /// <summary>The SCTP stream; null until it is known.</summary>
    public int? DataChannelIdentifier { get; init; }

    /// <summary>How far its life has come.</summary>
    public required RtcDataChannelState State { get; init; }

    /// <summary>Messages accepted for sending.</summary>
    public required long MessagesSent { get; init; }

    /// <summary>Their payload, in bytes.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Messages received.</summary>
    public required long MessagesReceived { get; init; }

    /// <summary>Their payload, in bytes.</summary>
    public required long BytesReceived { get; init; }
}

namespace RtcPeer.WebRtc.Io.Stats;

/// <summary>
/// What a connection tells of itself (W3C webrtc-stats, with its names). Only what is measured is in it; sizes are in
/// bytes, and counts are of the whole connection so far.
/// </summary>
public sealed record RtcStatsReport
{
    /// <summary>The datagrams and the encryption.</summary>
    public required RtcTransportStats Transport { get; init; }

    /// <summary>The path in use; null while there is none.</summary>
    public RtcIceCandidatePairStats? SelectedCandidatePair { get; init; }

    /// <summary>The association that carries the messages; null until it is up.</summary>
    public RtcSctpTransportStats? SctpTransport { get; init; }

    /// <summary>The channels that are not closed.</summary>
    public required IReadOnlyList<RtcDataChannelStats> DataChannels { get; init; }
}

namespace RtcPeer.Peer.Options;

/// <summary>What a caller measures, and how the results are written.</summary>
internal sealed record BenchOptions
{
    public BenchMode Mode { get; init; } = BenchMode.All;

    /// <summary>The messages of the throughput, in bytes.</summary>
    public int Size { get; init; } = 65_536;

    /// <summary>How long messages are sent in the part that counts.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The round trips that count.</summary>
    public int Count { get; init; } = 2000;

    /// <summary>Whether each result is a line of JSON.</summary>
    public bool Json { get; init; }
}

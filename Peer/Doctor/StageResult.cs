namespace RtcPeer.Peer.Doctor;

/// <summary>What became of a stage, or of one of the servers that it looks at.</summary>
internal sealed record StageResult(Stage Stage, Outcome Outcome, string Detail)
{
    /// <summary>What was looked at: an address or a server's URL; null where there is but one thing.</summary>
    public string? Target { get; init; }

    public Cause Cause { get; init; }

    /// <summary>How long it took; null where nothing was tried.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>To the server and back; null where that was not measured.</summary>
    public TimeSpan? RoundTrip { get; init; }

    public static StageResult Skipped(Stage stage, string reason) => new(stage, Outcome.Skipped, reason);
}

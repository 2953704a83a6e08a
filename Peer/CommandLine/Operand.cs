namespace RtcPeer.Peer.CommandLine;

/// <summary>What stands on the command line of a command without a flag before it.</summary>
/// <param name="Name">What stands for it where it is described.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="Min">How many there have to be.</param>
/// <param name="Max">How many there may be.</param>
internal sealed record Operand(string Name, string Description, int Min, int Max)
{
    /// <summary>Words that it can be; empty for anything.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public ValueKind Names { get; init; }

    /// <summary>How it appears in a line of usage.</summary>
    public string Usage => (Min, Max) switch
    {
        (0, 1) => $"[{Name}]",
        (0, _) => $"[{Name}...]",
        (_, 1) => $"<{Name}>",
        _ => $"<{Name}>...",
    };
}

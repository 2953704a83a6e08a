using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>
/// An option of the program, described once: the command line is read by it, and <c>--help</c>, the completion and the
/// man page are made from it.
/// </summary>
/// <param name="Flag">Its long name on the command line.</param>
/// <param name="Key">Its name within the section "Peer" of the configuration; null for what is no setting, as <c>--help</c>.</param>
/// <param name="Description">What it does, in a sentence or two.</param>
internal sealed record Setting(string Flag, string? Key, string Description)
{
    /// <summary>Its short name on the command line.</summary>
    public string? ShortFlag { get; init; }

    /// <summary>What stands for its value where it is described; null for a switch.</summary>
    public string? ValueName { get; init; }

    /// <summary>What counts where nothing is said.</summary>
    public string? Default { get; init; }

    /// <summary>Words that its value can be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What its value names.</summary>
    public ValueKind Names { get; init; }

    /// <summary>Whether it can be given several times; the configuration has the values with spaces between them.</summary>
    public bool IsList { get; init; }

    /// <summary>For a switch that counts how often it is given: what each time means in the configuration.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>The commands that it belongs to.</summary>
    public required CommandSet Commands { get; init; }

    public SettingKind Kind => (ValueName, IsList, Levels) switch
    {
        (not null, true, _) => SettingKind.List,
        (not null, false, _) => SettingKind.Text,
        (null, _, []) => SettingKind.Switch,
        _ => SettingKind.Level,
    };

    /// <summary>The variable of the environment that says the same; null for what is no setting.</summary>
    public string? Variable => Key is null
        ? null
        : PeerOptionsReader.EnvironmentPrefix
            + $"{PeerOptionsReader.Section}:{Key}".Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();
}

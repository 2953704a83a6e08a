using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>What is told, and how.</summary>
internal static class OutputSettings
{
    public static SettingGroup Group { get; } = new("What is told",
    [
        new("--json", "Json", "Write JSON on stdout, an object a line: events (docs/events.md), results of bench, findings of doctor.")
        {
            Commands = CommandSet.Networked,
        },
        new("--verbose", "Verbosity", "Tell more on stderr; -vv tells everything.")
        {
            ShortFlag = "-v",
            Levels = [nameof(Verbosity.Detailed), nameof(Verbosity.Everything)],
            Commands = CommandSet.Networked,
        },
        new("--quiet", "Verbosity", "Tell only errors on stderr.")
        {
            ShortFlag = "-q",
            Levels = [nameof(Verbosity.Quiet)],
            Commands = CommandSet.Networked,
        },
        new("--help", null, "Tell what there is.")
        {
            ShortFlag = "-h",
            Commands = CommandSet.All,
        },
        new("--version", null, "Tell the version.")
        {
            Commands = CommandSet.Talk,
        },
    ]);
}

namespace RtcPeer.Peer.CommandLine.Completion;

/// <summary>What of the tables every shell needs.</summary>
internal static class CompletionWords
{
    /// <summary>The program itself, and all commands.</summary>
    public static IEnumerable<CommandDescription> Commands => CommandTable.Subcommands.Prepend(CommandTable.Root);

    public static IEnumerable<string> Flags(Setting setting) =>
        setting.ShortFlag is { } shorter ? [setting.Flag, shorter] : [setting.Flag];

    /// <summary>The first sentence of a description, which is all that there is room for.</summary>
    public static string Brief(string description) =>
        description.Split(". ")[0].TrimEnd('.');
}

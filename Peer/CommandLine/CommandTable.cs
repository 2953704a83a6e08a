namespace RtcPeer.Peer.CommandLine;

/// <summary>All commands.</summary>
internal static class CommandTable
{
    public const string Program = "peer";

    /// <summary>What is run where no command is named.</summary>
    public static CommandDescription Root => TalkCommand.Description;

    public static IReadOnlyList<CommandDescription> Subcommands { get; } =
    [
        SendCommand.Description, ReceiveCommand.Description, DoctorCommand.Description, BenchCommand.Description,
    ];
}

namespace RtcPeer.Peer.CommandLine;

/// <summary>What is done with files.</summary>
internal static class FileSettings
{
    public static SettingGroup Group { get; } = new("Files",
    [
        new("--name", "Send:Name", "What the file is called that comes on stdin.")
        {
            ValueName = "name",
            Commands = CommandSet.Send,
        },
        new("--overwrite", "Receive:Overwrite", "Replace files whose names are sent again.")
        {
            Default = "they stay, and the sender is told",
            Commands = CommandSet.Receive,
        },
        new("--rename", "Receive:Rename", "Give a file whose name is taken another: \"name (1).ext\".")
        {
            Commands = CommandSet.Receive,
        },
        new("--yes", "Receive:Yes", "Take the files without a question.")
        {
            Default = "ask on a terminal, before the first file",
            Commands = CommandSet.Receive,
        },
        new("--serve", "Receive:Serve", "Take files of all who come, without a question, until interrupted.")
        {
            Commands = CommandSet.Receive,
        },
    ]);
}

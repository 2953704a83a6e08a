namespace RtcPeer.Peer.CommandLine;

/// <summary>What is carried, and how.</summary>
internal static class ConversationSettings
{
    public static SettingGroup Group { get; } = new("The conversation",
    [
        new("--channel", "Channel", "The label of the data channel, the same at both ends.")
        {
            ValueName = "label",
            Default = "chat",
            Commands = CommandSet.Meeting,
        },
        new("--binary", "Binary", "Carry raw bytes from stdin to the other end's stdout, instead of lines of text.")
        {
            Commands = CommandSet.Talk,
        },
        new("--prefix", "Prefix", "Begin each received line with the name of the peer that it is from.")
        {
            Default = "on a terminal, with several peers",
            Commands = CommandSet.Talk,
        },
    ]);
}

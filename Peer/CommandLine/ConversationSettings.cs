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
        new("--null", "Null", "Carry records that end in NUL, as find -print0 writes them, instead of lines.")
        {
            ShortFlag = "-0",
            Commands = CommandSet.Talk,
        },
        new("--send-only", "SendOnly", "Take nothing from the other end; end when it has confirmed all of stdin.")
        {
            Commands = CommandSet.Talk,
        },
        new("--receive-only", "ReceiveOnly", "Do not read stdin; end when the other end has said all.")
        {
            Commands = CommandSet.Talk,
        },
        new("--drain", "Drain",
            "After the end of stdin, wait for the end of the other end's stdin, even if that is a terminal or silent.")
        {
            Commands = CommandSet.Talk,
        },
        new("--keep", "Keep", "Stay for the next peer when a conversation has ended.")
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

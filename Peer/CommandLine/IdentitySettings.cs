namespace RtcPeer.Peer.CommandLine;

/// <summary>Who is at the other end.</summary>
internal static class IdentitySettings
{
    public static SettingGroup Group { get; } = new("Who is there",
    [
        new("--secret", "Secret",
            "Ask on the terminal for a secret, and talk to nobody who does not know it. Its twin in the environment is the "
            + "secret itself, or true to ask.")
        {
            Commands = CommandSet.Meeting,
        },
        new("--secret-file", "SecretFile", "A file with that secret.")
        {
            ValueName = "file",
            Names = ValueKind.File,
            Commands = CommandSet.Meeting,
        },
        new("--code", "Code", "Make up a code and show it, to be read to the person at the other end, who uses --secret.")
        {
            Commands = CommandSet.Meeting,
        },
        new("--verify", "Verify", "Show a number, and begin when you have said that the other end shows the same one.")
        {
            Commands = CommandSet.Meeting,
        },
    ]);
}

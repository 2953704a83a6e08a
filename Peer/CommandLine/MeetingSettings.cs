using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>Where and when peers find each other.</summary>
internal static class MeetingSettings
{
    public static SettingGroup Group { get; } = new("Where to meet",
    [
        new("--caller", "Caller", "Make the call. One peer of the room does, the others wait for it.")
        {
            Default = "peer send calls, all others wait",
            Commands = CommandSet.Meeting,
        },
        new("--url", "Url", "The relay through which the peers find each other.")
        {
            ValueName = "ws://host:port/",
            Default = PeerOptionsReader.DefaultUrl,
            Commands = CommandSet.Networked,
        },
        new("--room", "Room", "The room to meet in: only peers of the same room do.")
        {
            ValueName = "name",
            Default = "the one that the url names",
            Commands = CommandSet.Networked,
        },
        new("--timeout", "Timeout", "How long the set-up may take until the channel is open; 0 for no limit.")
        {
            ValueName = "seconds",
            Default = "30",
            Commands = CommandSet.Networked,
        },
        new("--peers", "Peers", "How many callees a caller waits for, and takes.")
        {
            ValueName = "number",
            Default = "it begins with the first and takes whoever comes",
            Commands = CommandSet.Talk,
        },
        new("--ca", "Ca", "Trust the authorities in this PEM file, and no others, with the relay's certificate (wss://).")
        {
            ValueName = "file",
            Names = ValueKind.File,
            Default = "those of the system",
            Commands = CommandSet.Networked,
        },
        new("--token-file", "TokenFile", "A file with the token that the relay asks for.")
        {
            ValueName = "file",
            Names = ValueKind.File,
            Commands = CommandSet.Networked,
        },
    ]);
}

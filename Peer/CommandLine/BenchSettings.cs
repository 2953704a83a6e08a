namespace RtcPeer.Peer.CommandLine;

/// <summary>What <c>peer bench</c> measures.</summary>
internal static class BenchSettings
{
    public static SettingGroup Group { get; } = new("What to measure",
    [
        new("--mode", "Bench:Mode", "What the caller measures: connect, tput, rate, lat or all.")
        {
            ValueName = "mode",
            Choices = ["connect", "tput", "rate", "lat", "all"],
            Default = "all",
            Commands = CommandSet.Bench,
        },
        new("--size", "Bench:Size", "tput: the size of a message.")
        {
            ValueName = "bytes",
            Default = "65536",
            Commands = CommandSet.Bench,
        },
        new("--seconds", "Bench:Seconds",
            "tput, rate: how long the part that counts lasts; a second that does not count goes before.")
        {
            ValueName = "seconds",
            Default = "8",
            Commands = CommandSet.Bench,
        },
        new("--count", "Bench:Count", "lat: the round trips that count; 200 that do not go before.")
        {
            ValueName = "number",
            Default = "2000",
            Commands = CommandSet.Bench,
        },
    ]);
}

namespace RtcPeer.Peer.CommandLine;

/// <summary>All settings, in the order in which they are told. Each command has those that name it.</summary>
internal static class SettingTable
{
    public static IReadOnlyList<SettingGroup> Groups { get; } =
    [
        MeetingSettings.Group, IdentitySettings.Group, ConversationSettings.Group, FileSettings.Group, BenchSettings.Group,
        PathSettings.Group, OutputSettings.Group,
    ];
}

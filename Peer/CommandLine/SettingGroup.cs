namespace RtcPeer.Peer.CommandLine;

/// <summary>Settings of one idea, under a title.</summary>
internal sealed record SettingGroup(string Title, IReadOnlyList<Setting> Settings);

namespace RtcPeer.Peer.CommandLine;

/// <summary>What follows an option on the command line, and what it becomes in the configuration.</summary>
internal enum SettingKind
{
    /// <summary>Nothing (or true or false).</summary>
    Switch,

    /// <summary>A value.</summary>
    Text,

    /// <summary>A value, each time that it is given.</summary>
    List,

    /// <summary>Nothing: how often it is given decides.</summary>
    Level,
}

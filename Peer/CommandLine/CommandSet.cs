namespace RtcPeer.Peer.CommandLine;

/// <summary>The commands of the program, for a setting to name those that it belongs to.</summary>
[Flags]
internal enum CommandSet
{
    None = 0,

    /// <summary><c>peer</c> itself.</summary>
    Talk = 1,

    Bench = 2,
    Doctor = 4,
    Send = 8,
    Receive = 16,

    /// <summary>Those that carry files.</summary>
    Files = Send | Receive,

    /// <summary>Those that meet another peer.</summary>
    Meeting = Talk | Bench | Files,

    /// <summary>Those that use the network.</summary>
    Networked = Meeting | Doctor,

    All = ~None,
}

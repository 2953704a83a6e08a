namespace RtcPeer.Peer.Options;

/// <summary>How much is told on stderr.</summary>
internal enum Verbosity
{
    /// <summary>Errors alone (-q).</summary>
    Quiet,

    /// <summary>The stages of the connection, warnings and errors.</summary>
    Normal,

    /// <summary>What the program and the library do and leave out (-v).</summary>
    Detailed,

    /// <summary>All there is to tell (-vv).</summary>
    Everything,
}

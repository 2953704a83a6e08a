namespace RtcPeer.Peer.CommandLine;

/// <summary>What a value on the command line names, for the completion.</summary>
internal enum ValueKind
{
    /// <summary>Nothing that a shell could know.</summary>
    Word,

    File,
    Folder,
}

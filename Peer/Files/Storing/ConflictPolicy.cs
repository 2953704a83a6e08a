namespace RtcPeer.Peer.Files.Storing;

/// <summary>What becomes of a file whose name is taken.</summary>
internal enum ConflictPolicy
{
    /// <summary>It is not taken.</summary>
    Refuse,

    /// <summary>It takes the place of the other.</summary>
    Overwrite,

    /// <summary>It gets another name: "name (1).ext".</summary>
    Rename,
}

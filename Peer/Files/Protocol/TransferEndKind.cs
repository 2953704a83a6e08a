namespace RtcPeer.Peer.Files.Protocol;

/// <summary>The manner in which the transfer of a file ended.</summary>
internal enum TransferEndKind
{
    /// <summary>The receiver has all of it, and the hashes are equal.</summary>
    Whole,

    /// <summary>The receiver did not want it.</summary>
    Refused,

    /// <summary>One end gave it up.</summary>
    Failed,

    /// <summary>The channel ended before the file did.</summary>
    Broken,
}

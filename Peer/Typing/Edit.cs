namespace RtcPeer.Peer.Typing;

/// <summary>What a key does to the line that is being typed.</summary>
internal enum Edit
{
    None,

    /// <summary>The line or its cursor is another one.</summary>
    Changed,

    /// <summary>The line is done.</summary>
    Submit,

    /// <summary>There are no more lines.</summary>
    End,
}

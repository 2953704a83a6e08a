namespace RtcPeer.Peer.Conversing;

/// <summary>How the sending of stdin ended.</summary>
internal enum InputEnd
{
    /// <summary>stdin ended, and all of it was accepted by the channel.</summary>
    Reached,

    /// <summary>The conversation ended first, while stdin may have had nothing more to say.</summary>
    NotReached,

    /// <summary>The channel ended while there was something to send.</summary>
    NotSent,

    /// <summary>stdin cannot be read.</summary>
    Unreadable,
}

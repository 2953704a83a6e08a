namespace RtcPeer.Peer.Typing;

/// <summary>What is typed.</summary>
internal interface IKeys
{
    /// <summary>Waits for a key; false where there are no more.</summary>
    /// <param name="key">The key.</param>
    /// <param name="more">Whether another one is there already, as when text is pasted.</param>
    bool TryRead(out ConsoleKeyInfo key, out bool more);
}

namespace RtcPeer.Peer.Piping;

/// <summary>How far the sending has come.</summary>
internal enum OutgoingState
{
    /// <summary>Not everything is confirmed.</summary>
    Flowing,

    /// <summary>The other end has written all of it, and has the same hash.</summary>
    Done,

    /// <summary>The other end's stdout takes no more.</summary>
    Broken,

    /// <summary>The other end takes nothing, and has said so beforehand.</summary>
    Refused,
}

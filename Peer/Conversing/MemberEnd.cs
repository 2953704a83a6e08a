namespace RtcPeer.Peer.Conversing;

/// <summary>How it ended with one peer of the conversation; what is worse comes later.</summary>
internal enum MemberEnd
{
    /// <summary>In good order: each end knows that the other one has all of it.</summary>
    Parted,

    /// <summary>The other end has left before it had all, or before it had sent all.</summary>
    Incomplete,

    /// <summary>The other end's stdout takes no more, or it takes nothing at all.</summary>
    NotTaken,

    /// <summary>The connection was lost, and no other one came in time.</summary>
    Lost,
}

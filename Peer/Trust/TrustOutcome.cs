namespace RtcPeer.Peer.Trust;

/// <summary>What has come of a <see cref="TrustExchange"/> so far.</summary>
internal enum TrustOutcome
{
    /// <summary>It is under way.</summary>
    Open,

    /// <summary>Both ends have said what was to be said, and nothing was wrong with it.</summary>
    Agreed,

    /// <summary>What the other end said was wrong.</summary>
    Failed,

    /// <summary>The other end has found something wrong, or will not talk.</summary>
    RefusedByOther,
}

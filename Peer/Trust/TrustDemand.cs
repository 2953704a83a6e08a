namespace RtcPeer.Peer.Trust;

/// <summary>What a peer wants to know of the other end before it talks.</summary>
internal enum TrustDemand
{
    /// <summary>Nothing: whoever is in the room will do. It takes part in a comparison that the other end wants.</summary>
    None,

    /// <summary>People are to compare a number that both ends show.</summary>
    Compare,

    /// <summary>The other end has to know the same secret.</summary>
    Secret,
}

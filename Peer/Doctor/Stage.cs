namespace RtcPeer.Peer.Doctor;

/// <summary>What is looked at, in this order.</summary>
internal enum Stage
{
    /// <summary>The relay's port can be reached.</summary>
    RelayTcp,

    /// <summary>TLS comes about, with a certificate that is trusted.</summary>
    RelayTls,

    /// <summary>The relay lets us into the room.</summary>
    RelayJoin,

    /// <summary>A STUN server tells our address.</summary>
    Stun,

    /// <summary>A TURN server allocates an address.</summary>
    Turn,

    /// <summary>The kind of NAT.</summary>
    Nat,

    /// <summary>There are candidates.</summary>
    Gather,

    /// <summary>A connection to ourselves, over any path.</summary>
    Connect,

    /// <summary>A connection to ourselves through TURN servers alone.</summary>
    ConnectRelayed,
}

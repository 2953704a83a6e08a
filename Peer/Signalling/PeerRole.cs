namespace RtcPeer.Peer.Signalling;

/// <summary>Which part a peer takes in a call.</summary>
internal enum PeerRole
{
    /// <summary>Makes the offer.</summary>
    Caller,

    /// <summary>Answers it.</summary>
    Callee,
}

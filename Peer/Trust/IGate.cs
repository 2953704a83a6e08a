using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Trust;

/// <summary>What the <see cref="Gatekeeper"/> decides on.</summary>
internal interface IGate
{
    /// <summary>The conversation over a connection may begin.</summary>
    void LetIn(INegotiatedConnection connection);

    /// <summary>Nothing is to be said over a connection.</summary>
    void TurnAway(INegotiatedConnection connection, TrustFailure failure);

    /// <summary>Has something done where <see cref="Gatekeeper"/> lives.</summary>
    ValueTask PostAsync(Action work);
}

using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Trust;

/// <summary>What the <see cref="Gatekeeper"/> decides on.</summary>
internal interface IGate
{
    /// <summary>The conversation over a connection may begin.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="announced">Completes when the other end has shown that it has the channel too; null where it will not.</param>
    void LetIn(INegotiatedConnection connection, Task? announced);

    /// <summary>Nothing is to be said over a connection.</summary>
    void TurnAway(INegotiatedConnection connection, TrustFailure failure);

    /// <summary>The other end of a connection that was let in will not go on: it ends that, and makes no other.</summary>
    void Dismiss(INegotiatedConnection connection);

    /// <summary>Has something done where <see cref="Gatekeeper"/> lives.</summary>
    ValueTask PostAsync(Action work);
}

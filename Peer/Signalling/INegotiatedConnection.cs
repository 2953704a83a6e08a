using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>What negotiation needs of a connection.</summary>
internal interface INegotiatedConnection
{
    /// <summary>Makes an offer; the first one, and each after <see cref="RestartIce"/>, begins to gather candidates.</summary>
    RtcSessionDescription Offer();

    /// <summary>
    /// Takes an offer and answers it, in place of an offer of ours that is not answered yet; the first one, and each that
    /// restarts ICE, begins to gather candidates.
    /// </summary>
    /// <exception cref="RtcNegotiationException">The offer cannot be used.</exception>
    RtcSessionDescription Answer(RtcSessionDescription offer);

    /// <summary>Takes the answer to our offer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="takesPipes">Whether whoever answers has said that its conversations can be pipes.</param>
    /// <exception cref="RtcNegotiationException">The answer cannot be used.</exception>
    void Accept(RtcSessionDescription answer, bool takesPipes);

    /// <summary>Takes a candidate of the other end.</summary>
    /// <exception cref="RtcNegotiationException">The candidate cannot be used.</exception>
    void Add(RtcIceCandidate candidate);

    /// <summary>Has the connection ask for another offer, to look for another path.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    void RestartIce();

    /// <summary>Ends the connection: another one takes its place, or none.</summary>
    void Discard();
}

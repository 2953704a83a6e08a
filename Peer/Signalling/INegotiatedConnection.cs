using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>What negotiation needs of a connection.</summary>
internal interface INegotiatedConnection
{
    /// <summary>Makes the offer; candidates are gathered from here on.</summary>
    RtcSessionDescription Offer();

    /// <summary>Takes an offer and answers it; candidates are gathered from here on.</summary>
    /// <exception cref="RtcNegotiationException">The offer cannot be used.</exception>
    RtcSessionDescription Answer(RtcSessionDescription offer);

    /// <summary>Takes the answer to our offer.</summary>
    /// <exception cref="RtcNegotiationException">The answer cannot be used.</exception>
    void Accept(RtcSessionDescription answer);

    /// <summary>Takes a candidate of the other end.</summary>
    /// <exception cref="RtcNegotiationException">The candidate cannot be used.</exception>
    void Add(RtcIceCandidate candidate);

    /// <summary>Ends the connection: another one takes its place, or none.</summary>
    void Discard();
}

namespace RtcPeer.WebRtc.Io;

/// <summary>Something that happened to a connection. The nested records are all there are.</summary>
public abstract record RtcPeerConnectionEvent
{
    private RtcPeerConnectionEvent()
    {
    }

    /// <summary>A local candidate for the other end; with an empty <see cref="RtcIceCandidate.Candidate"/>, there are no more.</summary>
    /// <param name="Candidate">The candidate to send through the signalling.</param>
    public sealed record IceCandidate(RtcIceCandidate Candidate) : RtcPeerConnectionEvent;

    /// <summary>
    /// A STUN or TURN server gives no candidates, or has taken back those it gave (W3C WebRTC,
    /// RTCPeerConnectionIceErrorEvent).
    /// </summary>
    /// <param name="Url">The server's URL.</param>
    /// <param name="ErrorCode">The STUN or TURN error, or <see cref="NoContact"/>.</param>
    /// <param name="ErrorText">What it did, as the rest of a sentence that begins with the server.</param>
    public sealed record IceCandidateError(string Url, int ErrorCode, string ErrorText) : RtcPeerConnectionEvent
    {
        /// <summary>Stands for an error where the server did not say one.</summary>
        public const int NoContact = 701;
    }

    /// <summary>The connection's state changed.</summary>
    /// <param name="State">The new state.</param>
    /// <param name="Failure">Why, where the state is Failed, or Closed by the other end.</param>
    public sealed record ConnectionStateChanged(RtcPeerConnectionState State, RtcFailure? Failure) : RtcPeerConnectionEvent;

    /// <summary>
    /// An offer is to be made and sent: an ICE restart is wanted (<see cref="RtcPeerConnection.RestartIce"/>), and no other
    /// negotiation is going on. The first offer of a connection is not asked for.
    /// </summary>
    public sealed record NegotiationNeeded : RtcPeerConnectionEvent;

    /// <summary>
    /// The addresses of this machine are others than those the connection uses: it is time for
    /// <see cref="RtcPeerConnection.RestartIce"/>, if the other end takes a second offer.
    /// </summary>
    public sealed record NetworkChanged : RtcPeerConnectionEvent;

    /// <summary>
    /// What is sent goes another way from now on: <see cref="RtcPeerConnection.GetStats"/> tells which (W3C WebRTC,
    /// RTCIceTransport's selectedcandidatepairchange).
    /// </summary>
    public sealed record SelectedCandidatePairChanged : RtcPeerConnectionEvent;

    /// <summary>The other end opened a data channel.</summary>
    /// <param name="Channel">The channel, open already.</param>
    public sealed record DataChannel(RtcDataChannel Channel) : RtcPeerConnectionEvent;
}

using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>One attempt to connect: a connection, and what has to be told again to a peer that missed it.</summary>
internal sealed class Attempt(INegotiatedConnection connection)
{
    public INegotiatedConnection Connection => connection;

    /// <summary>Our candidates so far.</summary>
    public List<RtcIceCandidate> Candidates { get; } = [];
}

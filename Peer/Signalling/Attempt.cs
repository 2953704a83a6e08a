using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>One attempt to connect: a connection, and what has to be told again to a peer that missed it.</summary>
internal sealed class Attempt(INegotiatedConnection connection, ILogger logger)
{
    public INegotiatedConnection Connection => connection;

    /// <summary>Our candidates so far.</summary>
    public List<RtcIceCandidate> Candidates { get; } = [];

    /// <summary>Takes a candidate of the other end, where it can be used.</summary>
    public void Add(RtcIceCandidate candidate)
    {
        try
        {
            connection.Add(candidate);
        }
        catch (Exception e) when (e is RtcNegotiationException or InvalidOperationException)
        {
            logger.CandidateRefused(e.Message);
        }
    }
}

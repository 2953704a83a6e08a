using RtcPeer.WebRtc.Io.Stats;

namespace RtcPeer.Peer.Connecting;

/// <summary>Says in words how a connection goes.</summary>
internal static class PathDescription
{
    public static string Of(RtcIceCandidatePairStats pair) => (pair.LocalCandidate, pair.RemoteCandidate) switch
    {
        ({ CandidateType: "relay", RelayProtocol: { } protocol }, _) => $"through our TURN server, over {protocol}",
        (_, { CandidateType: "relay" }) => "through the other end's TURN server",
        ({ CandidateType: "host" }, { CandidateType: "host" }) => "direct, in one network",
        _ => "direct, through NAT",
    };
}

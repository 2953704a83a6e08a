using RtcPeer.WebRtc.Io.Stats;

namespace RtcPeer.Peer.Conversing;

/// <summary>Says in words how a connection goes.</summary>
internal static class PathDescription
{
    private const string InOneNetwork = "direct, in one network";
    private const string ThroughNat = "direct, through NAT";

    public static string Of(RtcIceCandidatePairStats pair) => (pair.LocalCandidate, pair.RemoteCandidate) switch
    {
        ({ CandidateType: "relay", RelayProtocol: { } protocol }, _) => $"through our TURN server, over {protocol}",
        (_, { CandidateType: "relay" }) => "through the other end's TURN server",
        ({ CandidateType: "host" }, { CandidateType: "host" }) => InOneNetwork,
        _ => ThroughNat,
    };

    /// <summary>The same in a word.</summary>
    public static string Brief(string? path) => path switch
    {
        InOneNetwork => "LAN",
        ThroughNat => "direct",
        _ => "TURN",
    };
}

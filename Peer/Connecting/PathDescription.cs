using System.Net;
using System.Net.NetworkInformation;
using RtcPeer.WebRtc.Io.Stats;

namespace RtcPeer.Peer.Connecting;

/// <summary>Says in words how a connection goes.</summary>
internal static class PathDescription
{
    public static string Of(RtcIceCandidatePairStats pair) => Of(pair, IsInOneNetwork);

    /// <param name="pair">The ends of the path.</param>
    /// <param name="isInOneNetwork">Whether an address of ours and another one need no router between them.</param>
    internal static string Of(RtcIceCandidatePairStats pair, Func<IPAddress, IPAddress, bool> isInOneNetwork) =>
        $"{WayOf(pair, isInOneNetwork)}{(pair.LocalCandidate.Protocol == "tcp" ? ", over tcp" : "")}";

    private static string WayOf(RtcIceCandidatePairStats pair, Func<IPAddress, IPAddress, bool> isInOneNetwork) =>
        (pair.LocalCandidate, pair.RemoteCandidate) switch
        {
            ({ CandidateType: "relay", RelayProtocol: { } protocol }, _) => $"through our TURN server, over {protocol}",
            (_, { CandidateType: "relay" }) => "through the other end's TURN server",
            ({ CandidateType: "host" }, { CandidateType: "host" }) => "direct, in one network",

            // Its own address seen by us, before or without being told: as of a browser that hides it.
            ({ CandidateType: "host", Address: var own }, { CandidateType: "prflx", Address: var other })
                when isInOneNetwork(IPAddress.Parse(own), IPAddress.Parse(other)) => "direct, in one network",
            _ => "direct, through NAT",
        };

    private static bool IsInOneNetwork(IPAddress own, IPAddress other) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(static adapter => adapter.GetIPProperties().UnicastAddresses)
        .Any(address => address.Address.Equals(own) && NetworkOf(address).Contains(other));

    private static IPNetwork NetworkOf(UnicastIPAddressInformation own)
    {
        var bytes = own.Address.GetAddressBytes();
        for (var bit = own.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), own.PrefixLength);
    }
}

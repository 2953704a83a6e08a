using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.WebRtc.Io.Stats;

namespace RtcPeer.Peer.Tests.Peer.Connecting;

public class PathDescriptionTests
{
    [TestCase("host", "host", true, "direct, in one network")]
    [TestCase("host", "prflx", true, "direct, in one network", TestName = "Who_hides_its_address_may_be_in_our_network")]
    [TestCase("host", "prflx", false, "direct, through NAT")]
    [TestCase("host", "srflx", false, "direct, through NAT")]
    [TestCase("prflx", "host", true, "direct, through NAT")]
    [TestCase("host", "relay", false, "through the other end's TURN server")]
    public void Says_how_it_goes(string local, string remote, bool isInOneNetwork, string expected)
    {
        var pair = new RtcIceCandidatePairStats { LocalCandidate = Of(local), RemoteCandidate = Of(remote), Nominated = true };

        Assert.That(PathDescription.Of(pair, (_, _) => isInOneNetwork), Is.EqualTo(expected));
    }

    [TestCase("127.0.0.1", "direct, in one network")]
    [TestCase("198.51.100.7", "direct, through NAT")]
    public void Finds_out_what_our_networks_are(string remote, string expected)
    {
        var pair = new RtcIceCandidatePairStats
        {
            LocalCandidate = Of("host"),
            RemoteCandidate = Of("prflx") with { Address = remote },
            Nominated = true,
        };

        Assert.That(PathDescription.Of(pair), Is.EqualTo(expected));
    }

    private static RtcIceCandidateStats Of(string type) =>
        new() { CandidateType = type, Address = "127.0.0.1", Port = 1, Protocol = "udp", Priority = 1 };
}

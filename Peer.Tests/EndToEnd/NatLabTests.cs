using NUnit.Framework;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Two peers behind two NATs, and what <c>peer doctor</c> says there (scripts/nat-lab.sh).</summary>
[CancelAfter(120_000)]
public class NatLabTests
{
    [TestCase("nat", "nat b: connected direct, through NAT", "mapping endpoint-independent, filtering address-and-port-dependent")]
    [TestCase("turn", "turn b: connected through ", "Another server answers over UDP")]
    [TestCase("tls", "tls b: connected through our TURN server, over tls", "a firewall blocks UDP")]
    [TestCase("dead", "dead doctor: skipped  connect-relayed", "The first stage that failed: relay-tcp")]
    public async Task Peers_behind_two_NATs_take_the_best_path_that_is_left(
        string one, string path, string diagnosis, CancellationToken cancellationToken)
    {
        Requires.Coturn();
        Requires.OpenSsl();
        Requires.NetworkNamespaces();
        var programs = new Dictionary<string, string?>
        {
            ["PEER"] = Repository.Program("Peer", "peer"),
            ["RELAY"] = Repository.Program("Relay", "relay"),
        };
        await using var lab = ProgramRun.Start(
            "nat-lab", "bash", [Path.Combine(Repository.Root, "scripts", "nat-lab.sh"), one], programs);

        await lab.AssertExitAsync(0, cancellationToken);
        Assert.That(lab.Output.Text, Does.Contain(path).And.Contain(diagnosis));
    }
}

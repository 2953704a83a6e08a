using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>All kinds of NAT against each other; scripts/nat.sh takes the table of docs/nat.md from the output.</summary>
public class NatTests
{
    private static IEnumerable<NatKind> Kinds => NatKind.All;

    [TestCaseSource(nameof(Kinds))]
    public void Who_can_connect_directly_does_and_the_others_connect_through_the_relay(object of)
    {
        var caller = (NatKind)of;
        var number = NatKind.All.ToList().IndexOf(caller) + 1;
        var direct = NatKind.All.Select((callee, i) => new NatPair(seed: 1 + i, caller, callee).ConnectsDirectly()).ToList();

        TestContext.Out.WriteLine($"| {number}: {caller} | {string.Join(" | ", direct.Select(it => it ? "direct" : "relay"))} |");
        Assert.That(direct, Is.EqualTo(NatKind.All.Select(caller.CanReach)));
    }
}

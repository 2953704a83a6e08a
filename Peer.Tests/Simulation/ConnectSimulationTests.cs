using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>How long it takes to open a channel over a short path that loses some of what carries the handshakes.</summary>
public class ConnectSimulationTests
{
    /// <summary>More than any connecting takes, in each direction.</summary>
    private const int Datagrams = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly LinkConditions Path = new() { Latency = TimeSpan.FromMicroseconds(100) };

    [Test]
    public void One_lost_datagram_whichever_it_is_costs_no_more_than_one_short_wait()
    {
        for (var lost = 0; lost < Datagrams; lost++)
        {
            Assert.That(Connect([lost], []).TotalMilliseconds, Is.LessThan(75), $"{lost} of the caller");
            Assert.That(Connect([], [lost]).TotalMilliseconds, Is.LessThan(75), $"{lost} of the callee");
        }
    }

    [Test]
    public void Two_lost_datagrams_cost_no_more_than_150_ms()
    {
        for (var first = 0; first < Datagrams; first++)
        {
            for (var second = first + 1; second < Datagrams; second++)
            {
                Assert.That(Connect([first, second], []).TotalMilliseconds, Is.LessThan(150), $"{first}, {second} of the caller");
                Assert.That(Connect([], [first, second]).TotalMilliseconds, Is.LessThan(150), $"{first}, {second} of the callee");
                Assert.That(Connect([first], [second]).TotalMilliseconds, Is.LessThan(150), $"{first} and {second}");
                Assert.That(Connect([second], [first]).TotalMilliseconds, Is.LessThan(150), $"{second} and {first}");
            }
        }
    }

    private static TimeSpan Connect(HashSet<long> lostOfCaller, HashSet<long> lostOfCallee)
    {
        var pair = new SimulatedPair(1, Path);
        var (caller, callee) = (pair.Caller, pair.Callee);
        pair.Network.SetConditions(caller.Address, callee.Address, Path with { Drops = lostOfCaller.Contains });
        pair.Network.SetConditions(callee.Address, caller.Address, Path with { Drops = lostOfCallee.Contains });
        caller.Session.CreateDataChannel(new("chat"), pair.Loop.Now);
        var start = pair.Loop.Now;
        pair.Negotiate(TimeSpan.FromMilliseconds(1));
        pair.Loop.RunUntil(() => caller.Opened.Count == 1, Patience, "the open channel");
        return pair.Loop.Now - start;
    }
}

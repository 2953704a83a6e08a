using NUnit.Framework;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// What a long path carries, in seconds of virtual time; scripts/far.sh measures the same for longer. Shares are of the
/// bottleneck's rate, headers and all.
/// </summary>
public class FarTests
{
    private const long Megabit = 1_000_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void Fills_a_gigabit_over_100_ms()
    {
        var path = new FarPath(1000 * Megabit, 0.1 * Second, loss: 0, queue: 1, CongestionControl.Bbr).Start();
        path.Run(2 * Second);

        Assert.That(path.Run(1 * Second).Single(), Is.GreaterThan(0.9), path.Describe());
    }

    [TestCase(0.001, 0.8)]
    [TestCase(0.01, 0.8)]
    [TestCase(0.05, 0.5)]
    public void Random_loss_takes_little_of_100_Mbit_over_100_ms(double loss, double share)
    {
        var path = new FarPath(100 * Megabit, 0.1 * Second, loss, queue: 1, CongestionControl.Bbr).Start();

        Assert.That(path.Run(10 * Second).Single(), Is.GreaterThan(share), path.Describe());
    }

    [Test]
    public void Cubic_fills_100_Mbit_over_100_ms()
    {
        var path = new FarPath(100 * Megabit, 0.1 * Second, loss: 0, queue: 1, CongestionControl.Cubic).Start();
        path.Run(2 * Second);

        Assert.That(path.Run(5 * Second).Single(), Is.GreaterThan(0.9), path.Describe());
    }

    [Test]
    public void Reordering_is_not_taken_for_loss_for_long()
    {
        var path = new FarPath(50 * Megabit, 0.04 * Second, loss: 0, queue: 1, CongestionControl.Bbr)
            .Over(network => network with { Reordering = 0.02, ReorderingDelay = 0.01 * Second })
            .Start();
        path.Run(3 * Second);
        var before = path.Retransmissions;

        Assert.That(path.Run(5 * Second).Single(), Is.GreaterThan(0.8), path.Describe());
        Assert.That(path.Retransmissions - before, Is.LessThan(100), "of 500 that come late");
    }

    [Test]
    public void Two_flows_of_RFC_9260_and_of_ours_leave_each_other_a_quarter(
        [Values] bool isCubic, [Values] bool isOursFirst)
    {
        CongestionControl[] flows = [isCubic ? CongestionControl.Cubic : CongestionControl.Bbr, CongestionControl.Rfc9260];
        if (!isOursFirst) Array.Reverse(flows);
        var path = new FarPath(50 * Megabit, 0.04 * Second, loss: 0, queue: 1, flows).Start(apart: 2 * Second);
        path.Run(10 * Second);

        Assert.That(path.Run(30 * Second), Is.All.GreaterThan(0.25), path.Describe());
    }

    [Test]
    public void A_flow_of_RFC_9260_is_left_a_quarter_where_the_queue_is_short([Values] bool isOursFirst)
    {
        CongestionControl[] flows = [CongestionControl.Bbr, CongestionControl.Rfc9260];
        if (!isOursFirst) Array.Reverse(flows);
        var path = new FarPath(100 * Megabit, 0.04 * Second, loss: 0, queue: 0.25, flows).Start(apart: 2 * Second);
        path.Run(20 * Second);

        Assert.That(path.Run(30 * Second), Is.All.GreaterThan(0.25), path.Describe());
    }

    [Test]
    public void A_flow_of_ours_that_has_met_a_long_queue_as_it_overflowed_gets_its_share_later()
    {
        var path = new FarPath(10 * Megabit, 0.04 * Second, loss: 0, queue: 4, CongestionControl.Rfc9260, CongestionControl.Bbr)
            .Start(apart: 9 * Second);
        path.Run(25 * Second);

        Assert.That(path.Run(20 * Second), Is.All.GreaterThan(0.4), path.Describe());
    }

    [Test]
    public void A_flow_alone_keeps_the_queue_short_once_it_knows_the_path()
    {
        var path = new FarPath(100 * Megabit, 0.05 * Second, loss: 0, queue: 8, CongestionControl.Bbr).Start();
        path.Run(5 * Second);

        Assert.That(path.SmoothedRoundTrip, Is.LessThan(0.08 * Second), path.Describe());
    }
}

using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

public class AlertnessTests
{
    private static readonly TimeSpan Cheap = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan Quick = TimeSpan.FromMicroseconds(80);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(1);

    [Test]
    public void Two_ends_that_answer_each_other_at_once_stay_awake()
    {
        Assert.That(
            AwakeAfter([(Quick, true), (Quick, true), (Quick, true)]), Is.EqualTo(new[] { false, true, true, true }));
    }

    [Test]
    public void Who_only_receives_goes_to_sleep()
    {
        Assert.That(AwakeAfter([(Quick, false), (Quick, false)]), Has.None.True);
    }

    [Test]
    public void One_long_wait_ends_it_until_the_next_quick_answer()
    {
        Assert.That(
            AwakeAfter([(Quick, true), (Slow, true), (Slow, true), (Quick, true)]),
            Is.EqualTo(new[] { false, true, false, false, true }));
    }

    [Test]
    public void An_answer_that_needs_none_ends_it()
    {
        Assert.That(AwakeAfter([(Quick, true), (Quick, false), (Quick, true)]), Is.EqualTo(new[] { false, true, false, true }));
    }

    [Test]
    public void Where_awakening_is_cheap_nobody_stays_awake()
    {
        Assert.That(AwakeAfter([(Cheap, true), (Cheap, true)]), Has.None.True);
        Assert.That(
            AwakeAfter([(Quick, true), (Cheap, true), (Cheap, true)]), Is.EqualTo(new[] { false, true, true, true }),
            "who is awake does not see what awakening costs");
    }

    [Test]
    public void With_a_single_core_the_other_end_could_not_answer()
    {
        Assert.That(AwakeAfter([(Quick, true), (Quick, true)], hasOtherCore: false), Has.None.True);
    }

    [Test]
    public void Staying_awake_in_vain_is_given_up_for_a_while()
    {
        var awake = AwakeAfter([.. Enumerable.Repeat((Quick, true), 20_000)], hasCome: false);
        Assert.That(awake.Count(isAwake => isAwake), Is.InRange(1, 320));
        Assert.That(awake[^10_000..], Has.Some.True, "and tried again");
    }

    /// <summary>Whether each wait stays awake, and the one after the last.</summary>
    private static List<bool> AwakeAfter((TimeSpan Wait, bool IsAnswered)[] datagrams, bool hasCome = true, bool hasOtherCore = true)
    {
        var alertness = new Alertness(hasOtherCore);
        var now = new Instant(TimeSpan.TicksPerHour);
        var awake = new List<bool>();
        foreach (var (wait, isAnswered) in datagrams)
        {
            awake.Add(alertness.BeginWait(now));
            if (awake[^1]) alertness.OnStayedAwake(hasCome);
            now += wait;
            alertness.EndWait(now);
            if (isAnswered) alertness.OnAnswered();
        }
        awake.Add(alertness.BeginWait(now));
        return awake;
    }
}

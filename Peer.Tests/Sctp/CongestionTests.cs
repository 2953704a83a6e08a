using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Receiving;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>The parts that decide how much is on its way; whole flows are in the simulation of far paths.</summary>
public class CongestionTests
{
    private const int Packet = 1000;
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    private static readonly Instant Start = new(TimeSpan.TicksPerHour);

    [Test]
    public void Packets_leave_in_portions_of_a_millisecond_at_the_rate()
    {
        var (pacer, now, sent) = (new Pacer(), Start, 0);
        for (var wakeUps = 0; wakeUps < 100; wakeUps++, now = pacer.Next)
        {
            for (; pacer.MayWrite(now); sent += Packet) pacer.OnSent(Packet, 10e6, now);
            Assert.That(pacer.Next - now, Is.GreaterThan(Pacer.Quantum));
        }
        Assert.That(sent / (now - Start).TotalSeconds, Is.EqualTo(10e6).Within(5).Percent);
    }

    [Test]
    public void A_late_timer_is_made_good_and_a_pause_is_not()
    {
        var pacer = new Pacer();
        pacer.OnSent(Packet, 10e6, Start);
        Assert.That(Portion(pacer, pacer.Next + 2 * Ms), Is.EqualTo(30 * Packet).Within(2 * Packet));
        Assert.That(Portion(pacer, pacer.Next + 10_000 * Ms), Is.EqualTo(30 * Packet).Within(2 * Packet));
    }

    [Test]
    public void The_rate_of_delivery_is_what_arrived_over_the_longer_of_sending_and_answering()
    {
        var meter = new DeliveryMeter();
        var (first, second) = (new OutstandingChunk { Length = 984, Order = 0, SentAt = Start, Transmissions = 1 },
            new OutstandingChunk { Length = 984, Order = 1, SentAt = Start + 20 * Ms, Transmissions = 1 });
        first.Delivery = meter.OnSent(isFirstInFlight: true, first.SentAt);
        second.Delivery = meter.OnSent(isFirstInFlight: false, second.SentAt);

        var one = Ack(meter, first, Start + 100 * Ms);
        Assert.That(one, Is.EqualTo(new DeliverySample(10_000, 1000, false, IsRoundStart: true)));
        var two = Ack(meter, second, Start + 104 * Ms);
        Assert.That(two.Rate, Is.EqualTo(2000 / 0.104).Within(0.1));
        Assert.That(two.IsRoundStart, Is.False, "it was sent before the first was acknowledged");
    }

    [Test]
    public void An_answer_that_is_too_fast_shows_no_rate()
    {
        var meter = new DeliveryMeter();
        var chunk = new OutstandingChunk { Length = 984, SentAt = Start, Transmissions = 1 };
        chunk.Delivery = meter.OnSent(isFirstInFlight: true, Start);

        Assert.That(Ack(meter, chunk, Start + 5 * Ms, minimum: 50 * Ms).Rate, Is.Zero);
    }

    [Test]
    public void Slow_start_slows_down_when_round_trips_get_longer_and_ends_five_rounds_later()
    {
        var exit = new SlowStartExit();
        Assert.That(Round(exit, 100), Is.EqualTo(1));
        Assert.That(Round(exit, 105), Is.EqualTo(1));
        Assert.That(Round(exit, 120), Is.EqualTo(0.25), "by an eighth");
        for (var i = 0; i < 4; i++) Assert.That(Round(exit, 125), Is.EqualTo(0.25));
        Assert.That(exit.IsDone, Is.False);
        Round(exit, 125);
        Assert.That(exit.IsDone, Is.True);
    }

    [Test]
    public void Slow_start_goes_on_when_round_trips_get_short_again()
    {
        var exit = new SlowStartExit();
        Round(exit, 100);
        Assert.That(Round(exit, 120), Is.EqualTo(0.25));
        Assert.That(Round(exit, 100), Is.EqualTo(1));
        Assert.That(exit.IsDone, Is.False);
    }

    [Test]
    public void Cubic_is_back_at_its_old_window_when_the_cube_says_so()
    {
        var cubic = new CubicCongestionController(Packet);
        var now = Start;
        while (cubic.Cwnd < 1000 * Packet) Ack(cubic, now);
        var before = cubic.Cwnd;
        cubic.OnCongestion();
        Assert.That(cubic.Cwnd, Is.EqualTo(0.7 * before).Within(1));

        // RFC 9438 4.2: K is the cube root of (W_max - cwnd_epoch) / C.
        var end = now + TimeSpan.FromSeconds(Math.Cbrt(before / (double)Packet * 0.3 / 0.4));
        for (; now < end; now += 0.2 * Ms) Ack(cubic, now);
        Assert.That(cubic.Cwnd, Is.EqualTo(before).Within(2).Percent);
        for (end += TimeSpan.FromSeconds(5); now < end; now += 0.2 * Ms) Ack(cubic, now);
        Assert.That(cubic.Cwnd, Is.GreaterThan(before + 45 * Packet), "and then beyond it, ever faster");
    }

    [Test]
    public void The_receive_window_follows_what_the_application_reads_in_a_round_trip_up_to_its_limit()
    {
        var budget = new ReceiveBudget(100_000, 1_000_000);
        var now = Start;
        Assert.That(Read(20_000), Is.EqualTo(100_000), "a short path needs no more");
        Assert.That(Read(90_000), Is.EqualTo(360_000));
        Assert.That(Read(20_000), Is.EqualTo(360_000), "a pause is no reason to shrink");
        Assert.That(Read(900_000), Is.EqualTo(1_000_000));

        uint Read(int bytes)
        {
            budget.Follow(50 * Ms, now);
            budget.Consume(bytes);
            budget.Follow(50 * Ms, now += 25 * Ms);
            budget.Follow(50 * Ms, now += 25 * Ms);
            return budget.ARwnd;
        }
    }

    [Test]
    public void An_application_that_reads_nothing_gets_no_larger_window()
    {
        var budget = new ReceiveBudget(100_000, 1_000_000);
        for (var i = 1; i <= 10; i++)
        {
            budget.Deliver(9000);
            budget.Follow(50 * Ms, Start + i * 50 * Ms);
        }
        Assert.That(budget.ARwnd, Is.EqualTo(10_000 - 10 * ReceiveBudget.Overhead));
    }

    private static int Portion(Pacer pacer, Instant now)
    {
        var sent = 0;
        for (; pacer.MayWrite(now); sent += Packet) pacer.OnSent(Packet, 10e6, now);
        return sent;
    }

    private static DeliverySample Ack(
        DeliveryMeter meter, OutstandingChunk chunk, Instant now, TimeSpan minimum = default)
    {
        var tally = new AckTally(now, TimeSpan.Zero);
        tally.Add(chunk);
        return meter.OnAcked(tally, minimum, now);
    }

    private static double Round(SlowStartExit exit, int milliseconds)
    {
        var growth = 0d;
        for (var i = 0; i < 8; i++)
        {
            growth = exit.OnAcked(new()
            {
                RoundTrip = milliseconds * Ms, Delivery = new(0, 0, false, IsRoundStart: i == 0),
            });
        }
        return growth;
    }

    private static void Ack(CubicCongestionController cubic, Instant now) => cubic.OnAcked(new()
    {
        Now = now, AckedBytes = Packet, FlightBefore = cubic.Cwnd, SmoothedRoundTrip = 100 * Ms,
    });
}

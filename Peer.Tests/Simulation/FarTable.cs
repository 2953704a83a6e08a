using System.Globalization;
using NUnit.Framework;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>The tables of docs/far.md, for scripts/far.sh, which takes them from the test's output.</summary>
[Explicit("Simulates an hour.")]
public class FarTable
{
    private const long Megabit = 1_000_000;
    private const double SegmentBytes = 1150;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(60);
    private static readonly CongestionControl[] Controllers =
        [CongestionControl.Rfc9260, CongestionControl.Cubic, CongestionControl.Bbr];

    [Test]
    public void Loss_and_distance()
    {
        Print("| round trip | loss | RFC 9260 | CUBIC | BBR | CUBIC by the book |");
        Print("|---|---|---|---|---|---|");
        foreach (var milliseconds in (int[])[0, 20, 50, 100, 300])
        {
            foreach (var loss in (double[])[0, 0.001, 0.01, 0.05])
            {
                var roundTrip = TimeSpan.FromMilliseconds(milliseconds);
                var rates = Controllers.Select(controller =>
                    100 * new FarPath(100 * Megabit, roundTrip, loss, queue: 1, controller).Start().Run(Span).Single());
                var book = Math.Min(100, CubicByTheBook(roundTrip.TotalSeconds, loss));
                Print(Line($"{milliseconds} ms", $"{100 * loss:0.#} %", [.. rates.Append(book).Select(rate => $"{rate:F1}")]));
            }
        }
    }

    [Test]
    public void A_gigabit()
    {
        Print("| round trip | loss | RFC 9260 | CUBIC | BBR |");
        Print("|---|---|---|---|---|");
        foreach (var (milliseconds, loss) in ((int, double)[])[(100, 0), (100, 0.001), (300, 0)])
        {
            var rates = Controllers.Select(controller => 1000 *
                new FarPath(1000 * Megabit, TimeSpan.FromMilliseconds(milliseconds), loss, queue: 1, controller)
                    .Start().Run(Span).Single());
            Print(Line($"{milliseconds} ms", $"{100 * loss:0.#} %", [.. rates.Select(rate => $"{rate:F0}")]));
        }
    }

    [Test]
    public void Beside_RFC_9260()
    {
        Print("| queue | CUBIC : RFC 9260 | RFC 9260 : CUBIC | BBR : RFC 9260 | RFC 9260 : BBR |");
        Print("|---|---|---|---|---|");
        foreach (var queue in (double[])[0.25, 0.5, 1, 2, 4])
        {
            var shares = new List<string>();
            foreach (var ours in (CongestionControl[])[CongestionControl.Cubic, CongestionControl.Bbr])
            {
                foreach (var flows in (CongestionControl[][])[[ours, CongestionControl.Rfc9260], [CongestionControl.Rfc9260, ours]])
                {
                    var path = new FarPath(100 * Megabit, TimeSpan.FromMilliseconds(40), loss: 0, queue, flows);
                    var rates = path.Start(apart: TimeSpan.FromSeconds(5)).Run(Span + Span);
                    shares.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * rates[0]:F0} : {100 * rates[1]:F0}"));
                }
            }
            Print(Line(string.Create(CultureInfo.InvariantCulture, $"{queue}"), [.. shares]));
        }
    }

    /// <summary>Mbit/s: the larger of RFC 9438 section 5.1's window and of Reno's, which CUBIC does not fall below.</summary>
    private static double CubicByTheBook(double roundTrip, double loss)
    {
        if (loss == 0 || roundTrip == 0) return double.PositiveInfinity;
        var cubic = Math.Pow(0.4 * 3.7 / 1.2, 0.25) * Math.Pow(roundTrip / loss, 0.75);
        var reno = Math.Sqrt(1.5 / loss);
        return Math.Max(cubic, reno) * SegmentBytes * 8 / roundTrip / Megabit;
    }

    private static string Line(string first, params string[] cells) => $"| {first} | {string.Join(" | ", cells)} |";

    private static string Line(string first, string second, string[] cells) => Line(first, [second, .. cells]);

    private static void Print(string line) => TestContext.Out.WriteLine(line);
}

using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;
using RtcPeer.Peer.Bench;

namespace RtcPeer.Peer.Tests.Peer.Bench;

public class ReportTests
{
    private static readonly TimeSpan Cpu = TimeSpan.FromMilliseconds(1234.4);

    private static IEnumerable<TestCaseData> Results()
    {
        yield return new(
            new Result.Connect(TimeSpan.FromMilliseconds(12.346)),
            """{"impl":"rtcpeer","mode":"connect","connect_ms":12.35,"cpu_s":1.234,"peak_rss_MB":50.1}""",
            "connect  12.3 ms ");
        yield return new(
            new Result.Tput(65_536, new Tally(500_000_000, 2000)),
            """{"impl":"rtcpeer","mode":"tput","size":65536,"MBps":250,"cpu_s":1.234,"peak_rss_MB":50.1}""",
            "tput     250.0 MB/s in messages of 65,536 bytes");
        yield return new(
            new Result.Rate(64, new Tally(64_000_000, 2000)),
            """{"impl":"rtcpeer","mode":"rate","size":64,"msgs_per_s":500000,"cpu_s":1.234,"peak_rss_MB":50.1}""",
            "rate     500,000 messages/s of 64 bytes");
        yield return new(
            new Result.Lat(new RoundTrips([.. Enumerable.Range(1, 100).Select(i => i * Stopwatch.Frequency / 100_000)])),
            """{"impl":"rtcpeer","mode":"lat","count":100,"p50_us":510,"p99_us":1000,"cpu_s":1.234,"peak_rss_MB":50.1}""",
            "lat      p50 510.0 us, p99 1000.0 us of 100 round trips");
        yield return new(
            new Result.Respond(),
            """{"impl":"rtcpeer","mode":"respond","cpu_s":1.234,"peak_rss_MB":50.1}""",
            "respond  ");
    }

    [TestCaseSource(nameof(Results))]
    public void A_result_is_one_line_in_either_form(object result, string json, string textStart)
    {
        Assert.That(Written((Result)result, json: true), Is.EqualTo(json));
        Assert.That(
            Written((Result)result, json: false),
            Does.StartWith(textStart).And.EndsWith("(own CPU 1.23 s, peak memory 50.1 MB)"));
    }

    [Test]
    public void Few_round_trips_have_percentiles_too()
    {
        var one = new RoundTrips([Stopwatch.Frequency / 1000]);
        Assert.That((one.Percentile(0.5), one.Percentile(0.99)), Is.EqualTo((1000.0, 1000.0)));
    }

    private static string Written(Result result, bool json)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new Report(output, json).Write(result, Cpu, 50_123_456);
        var text = output.ToString();
        Assert.That(text.IndexOf('\n', StringComparison.Ordinal), Is.EqualTo(text.Length - 1));
        return text[..^1];
    }
}

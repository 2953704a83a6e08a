using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RtcPeer.Peer.Bench;

/// <summary>
/// Writes results, a line each. MB is 1,000,000 bytes. The names in JSON are part of the program's interface.
/// </summary>
internal sealed class Report(TextWriter output, bool json)
{
    /// <param name="result">What was measured.</param>
    /// <param name="cpu">What this process took for it.</param>
    /// <param name="peakMemory">The most memory that this process has had resident so far, in bytes.</param>
    public void Write(Result result, TimeSpan cpu, long peakMemory)
    {
        output.WriteLine(json ? Json(result, cpu, peakMemory) : Text(result, cpu, peakMemory));
        output.Flush();
    }

    private static string Text(Result result, TimeSpan cpu, long peakMemory)
    {
        var measured = result switch
        {
            Result.Connect connect => Line($"connect  {connect.Time.TotalMilliseconds:F1} ms from the offer to the open channel"),
            Result.Tput tput => Line($"tput     {MegabytesPerSecond(tput.Received):F1} MB/s in messages of {tput.Size:N0} bytes"),
            Result.Rate rate => Line($"rate     {MessagesPerSecond(rate):N0} messages/s of {rate.Size:N0} bytes"),
            Result.Lat { RoundTrips: var trips } => Line(
                $"lat      p50 {trips.Percentile(0.5):F1} us, p99 {trips.Percentile(0.99):F1} us of {trips.Count:N0} round trips"),
            _ => "respond  until the channel closed",
        };
        return Line($"{measured,-60} (own CPU {cpu.TotalSeconds:F2} s, peak memory {peakMemory / 1e6:F1} MB)");
    }

    private static string Json(Result result, TimeSpan cpu, long peakMemory)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var line = new Utf8JsonWriter(buffer))
        {
            line.WriteStartObject();
            line.WriteString("impl", "rtcpeer");
            WriteMeasured(line, result);
            line.WriteNumber("cpu_s", Math.Round(cpu.TotalSeconds, 3));
            line.WriteNumber("peak_rss_MB", Math.Round(peakMemory / 1e6, 1));
            line.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteMeasured(Utf8JsonWriter line, Result result)
    {
        switch (result)
        {
            case Result.Connect connect:
                line.WriteString("mode", "connect");
                line.WriteNumber("connect_ms", Math.Round(connect.Time.TotalMilliseconds, 2));
                break;
            case Result.Tput tput:
                line.WriteString("mode", "tput");
                line.WriteNumber("size", tput.Size);
                line.WriteNumber("MBps", Math.Round(MegabytesPerSecond(tput.Received), 2));
                break;
            case Result.Rate rate:
                line.WriteString("mode", "rate");
                line.WriteNumber("size", rate.Size);
                line.WriteNumber("msgs_per_s", Math.Round(MessagesPerSecond(rate)));
                break;
            case Result.Lat { RoundTrips: var trips }:
                line.WriteString("mode", "lat");
                line.WriteNumber("count", trips.Count);
                line.WriteNumber("p50_us", Math.Round(trips.Percentile(0.5), 1));
                line.WriteNumber("p99_us", Math.Round(trips.Percentile(0.99), 1));
                break;
            default:
                line.WriteString("mode", "respond");
                break;
        }
    }

    private static double MegabytesPerSecond(Tally received) => received.Bytes / received.Milliseconds / 1000;

    private static double MessagesPerSecond(Result.Rate rate) =>
        (double)rate.Received.Bytes / rate.Size / rate.Received.Milliseconds * 1000;

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

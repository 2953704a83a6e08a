using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Bench;

/// <summary>The end that calls: it measures what was asked for, one after the other.</summary>
internal sealed class Caller(RtcDataChannel channel, BenchOptions options, Activity activity, Report report)
{
    private const int SmallMessage = 64;

    private readonly BenchChannel _channel = new(channel);
    private TimeSpan _cpuBefore;

    /// <param name="connecting">How long the connection took, from sending the offer to the open channel.</param>
    public async Task RunAsync(TimeSpan connecting)
    {
        if (Measures(BenchMode.Connect))
        {
            Write(new Result.Connect(connecting));
        }

        if (Measures(BenchMode.Tput))
        {
            Write(new Result.Tput(options.Size, await FloodAsync(options.Size)));
        }

        if (Measures(BenchMode.Rate))
        {
            Write(new Result.Rate(SmallMessage, await FloodAsync(SmallMessage)));
        }

        if (Measures(BenchMode.Lat))
        {
            Write(new Result.Lat(await new PingPong(_channel, activity).RunAsync(options.Count, Counting)));
        }
    }

    private bool Measures(BenchMode mode) => (options.Mode & mode) != 0;

    private Task<Tally> FloodAsync(int size) =>
        new Flood(_channel, activity).RunAsync(size, options.Duration, Counting);

    private void Counting() => _cpuBefore = ProcessUsage.Now().Cpu;

    private void Write(Result result)
    {
        var usage = ProcessUsage.Now();
        report.Write(result, usage.Cpu - _cpuBefore, usage.PeakMemory);
    }
}

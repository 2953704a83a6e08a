using System.Diagnostics;

namespace RtcPeer.Peer.Bench;

/// <summary>Sends a small text and awaits it back, one at a time.</summary>
internal sealed class PingPong(BenchChannel channel, Activity activity)
{
    public const string Name = "ping-pong";

    private const int TextLength = 64;
    private const int WarmUp = 200;

    /// <summary>Measures that many round trips, after some that do not count.</summary>
    /// <param name="counting">Called when the part begins that counts.</param>
    public async Task<RoundTrips> RunAsync(int count, Action counting)
    {
        ReadOnlyMemory<byte> ping = new string('p', TextLength).Select(letter => (byte)letter).ToArray();
        var ticks = new long[count];
        activity.Begin(Name);
        for (var i = -WarmUp; i < count; i++)
        {
            if (i == 0)
            {
                counting();
            }

            var sent = Stopwatch.GetTimestamp();
            await channel.SendTextAsync(ping);
            await channel.ReadTextAsync();
            if (i >= 0)
            {
                ticks[i] = Stopwatch.GetTimestamp() - sent;
            }

            activity.Add(1);
        }

        return new RoundTrips(ticks);
    }
}

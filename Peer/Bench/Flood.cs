using System.Diagnostics;
using System.Globalization;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Bench;

/// <summary>Sends binary messages of one size as fast as the channel takes them. The receiver is who measures.</summary>
internal sealed class Flood(BenchChannel channel, Activity activity)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Sends for a second that does not count, and then for as long as told.</summary>
    /// <param name="counting">Called when the part begins that counts.</param>
    /// <exception cref="BenchException">The other end does not count.</exception>
    public async Task<Tally> RunAsync(int size, TimeSpan duration, Action counting)
    {
        await SendAsync(size, WarmUp, "warming up");
        counting();
        return await SendAsync(size, duration, string.Create(CultureInfo.InvariantCulture, $"sending {size:N0}-byte messages"));
    }

    private async Task<Tally> SendAsync(int size, TimeSpan duration, string name)
    {
        var message = new byte[size];
        message.AsSpan().Fill((byte)'x');
        activity.Begin(name);
        var started = Stopwatch.GetTimestamp();
        do
        {
            await channel.SendBinaryAsync(message);
            activity.Add(size);
        }
        while (Stopwatch.GetElapsedTime(started) < duration);

        await channel.SendTextAsync(BenchChannel.End);
        return Tally.TryRead(await channel.ReadTextAsync(), out var tally)
            ? tally
            : throw new BenchException(
                ExitCode.Failed, "the other end does not tell what it received; it has to be 'peer bench' or one like it");
    }
}

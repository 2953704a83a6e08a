using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// Spreads packets over time at a rate. They leave in portions of <see cref="Quantum"/>, so that no timer has to be
/// finer than that.
/// </summary>
internal sealed class Pacer
{
    public static readonly TimeSpan Quantum = TimeSpan.FromMilliseconds(1);

    /// <summary>How much of a timer's lateness is made good.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(2);

    /// <summary>When, at the rate, the next packet should leave.</summary>
    public Instant Next { get; private set; }

    public bool MayWrite(Instant now) => Next <= now + Quantum;

    /// <param name="bytes">The size of what was sent.</param>
    /// <param name="rate">Bytes a second; 0 for no pace.</param>
    /// <param name="now">When.</param>
    public void OnSent(int bytes, double rate, Instant now)
    {
        var start = Instant.Later(Next, now - CatchUp);
        Next = rate > 0 ? start + TimeSpan.FromTicks((long)(bytes / rate * TimeSpan.TicksPerSecond)) : now;
    }
}

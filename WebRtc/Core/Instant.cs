namespace RtcPeer.WebRtc.Core;

/// <summary>A point in monotonic time, handed to every protocol machine from outside. The origin is arbitrary.</summary>
/// <param name="Ticks">Time since the origin, in units of 100 ns.</param>
internal readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>Later than every other instant: the deadline of a machine that waits for nothing.</summary>
    public static readonly Instant Never = new(long.MaxValue);

    public static Instant operator +(Instant instant, TimeSpan span) =>
        instant == Never ? Never : new(instant.Ticks + span.Ticks);

    public static Instant operator -(Instant instant, TimeSpan span) =>
        instant == Never ? Never : new(instant.Ticks - span.Ticks);

    public static TimeSpan operator -(Instant later, Instant earlier) => new(later.Ticks - earlier.Ticks);

    public static bool operator <(Instant left, Instant right) => left.Ticks < right.Ticks;

    public static bool operator >(Instant left, Instant right) => left.Ticks > right.Ticks;

    public static bool operator <=(Instant left, Instant right) => left.Ticks <= right.Ticks;

    public static bool operator >=(Instant left, Instant right) => left.Ticks >= right.Ticks;

    public static Instant Earlier(Instant left, Instant right) => left < right ? left : right;

    public static Instant Later(Instant left, Instant right) => left > right ? left : right;

    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    public override string ToString() => this == Never ? "never" : new TimeSpan(Ticks).ToString("c");
}

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// What one direction between two hosts does to datagrams. The initial value is a perfect wire without latency. Only
/// <see cref="BytesPerSecond"/> and <see cref="Mtu"/> look at a datagram's size; everything else is drawn from the
/// seed and the datagram's index in its direction.
/// </summary>
internal sealed record LinkConditions
{
    public static readonly LinkConditions Perfect = new();

    /// <summary>The shortest way through, one direction.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Up to so much is added to the latency, uniformly. Jitter alone keeps the order, as a queue does.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The probability that a datagram is lost, independently of the others.</summary>
    public double Loss { get; init; }

    public BurstLoss? Bursts { get; init; }

    /// <summary>The probability that a datagram arrives twice; the copy has a jitter of its own.</summary>
    public double Duplication { get; init; }

    /// <summary>The probability that a datagram is held back while later ones overtake it.</summary>
    public double Reordering { get; init; }

    /// <summary>Up to so long is a reordered datagram held back, uniformly.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The bottleneck's rate; 0 is no bottleneck.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>How many bytes may wait before the bottleneck; a datagram that does not fit is lost (tail drop).</summary>
    public int QueueLimit { get; init; } = 256 * 1024;

    /// <summary>Larger datagrams vanish without a word, in bytes of UDP payload.</summary>
    public int Mtu { get; init; } = 65_507;

    /// <summary>Intervals in which whatever is sent is lost.</summary>
    public IReadOnlyList<Partition> Partitions { get; init; } = [];

    /// <summary>Scripted loss: is the datagram of this index (from 0, per direction) lost?</summary>
    public Predicate<long>? Drops { get; init; }
}

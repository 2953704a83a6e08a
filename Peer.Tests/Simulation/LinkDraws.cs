using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>What a draw decides; each has numbers of its own, so that one condition does not disturb another's.</summary>
internal enum Draw
{
    Loss,
    BurstTurn,
    BurstLoss,
    Jitter,
    Reordering,
    ReorderingDelay,
    Duplication,
    DuplicateJitter,
}

/// <summary>
/// The chances of one direction, as a function of seed, hosts, datagram index and purpose. Nothing is consumed in
/// sequence: what happens to a datagram does not depend on the sizes, contents or fates of those before it.
/// </summary>
internal readonly struct LinkDraws
{
    private readonly ulong _key;

    public LinkDraws(int seed, in TransportPath hosts)
    {
        _key = Mix((ulong)seed);
        Span<byte> address = stackalloc byte[16];
        foreach (var host in (ReadOnlySpan<TransportAddress>)[hosts.Local, hosts.Remote])
        {
            var bytes = address[..host.AddressLength];
            host.WriteAddress(bytes);
            foreach (var part in bytes) _key = Mix(_key ^ part);
        }
    }

    /// <summary>A uniform fraction in [0, 1).</summary>
    public double Next(long index, Draw purpose) =>
        (Mix(_key ^ Mix((ulong)index * 16 + (ulong)purpose)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The finalizer of the SplitMix64 generator.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}

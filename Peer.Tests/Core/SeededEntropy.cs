using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Core;

/// <summary>The same bytes for the same seed, on every machine.</summary>
internal sealed class SeededEntropy(int seed) : IEntropy
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);
}

using System.Buffers.Binary;

namespace RtcPeer.WebRtc.Core;

/// <summary>The source of every unpredictable byte in the stack: the system's generator in Io, a seed in the simulator.</summary>
internal interface IEntropy
{
    void Fill(Span<byte> destination);
}

internal static class EntropyExtensions
{
    extension(IEntropy entropy)
    {
        public uint NextUInt32()
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            entropy.Fill(bytes);
            return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        public ulong NextUInt64()
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            entropy.Fill(bytes);
            return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        }

        /// <summary>A uniform fraction in [0, 1).</summary>
        public double NextFraction() => (entropy.NextUInt64() >> 11) * (1.0 / (1UL << 53));
    }
}

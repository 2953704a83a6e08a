using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Stun;

/// <summary>The 96 bits that tie a response to its request (RFC 8489 section 5).</summary>
internal readonly record struct StunTransactionId(ulong High, uint Low)
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Length = 12;

    /// <summary>"[It] MUST be uniformly and randomly chosen" (RFC 8489 section 5).</summary>
    public static StunTransactionId Create(IEntropy entropy) => new(entropy.NextUInt64(), entropy.NextUInt32());

    public static StunTransactionId Read(ReadOnlySpan<byte> source)
    {
        var low = BinaryPrimitives.ReadUInt32BigEndian(source[sizeof(ulong)..]);
        return new StunTransactionId(BinaryPrimitives.ReadUInt64BigEndian(source), low);
    }

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt32BigEndian(destination[sizeof(ulong)..], Low);
    }

    public override string ToString() => $"{High:x16}{Low:x8}";
}

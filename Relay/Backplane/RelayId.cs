using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcPeer.Relay.Backplane;

/// <summary>One run of one relay: drawn anew at each start, so that its messages can be counted from 1.</summary>
internal readonly record struct RelayId(UInt128 Value)
{
    /// <summary>Of an id on the wire, in bytes.</summary>
    public const int Size = 16;

    public static RelayId New() => new(BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(Size)));

    public override string ToString() => Value.ToString("x32", null);
}

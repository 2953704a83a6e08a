using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RtcPeer.Relay.Rooms;

/// <summary>What stands for a room outside of its relay: a hash of its name, since the name may be a secret.</summary>
internal readonly record struct RoomKey(UInt128 Value)
{
    /// <summary>Of a key on the wire, in bytes.</summary>
    public const int Size = 16;

    public static RoomKey Of(string name) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Relay.Rooms;

/// <summary>What counts as one address: an IPv4 address, or an IPv6 /64 network, of which one user has all addresses.</summary>
internal readonly record struct AddressKey(AddressFamily Family, ulong Value)
{
    public static AddressKey Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? new(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new(AddressFamily.InterNetworkV6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}

using System.Buffers.Binary;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Takes apart what Linux's UDP_GRO has joined: datagrams of one sender, one behind the other. The size that the kernel
/// tells beside them does not come through .NET's sockets, but every protocol here says its own length.
/// </summary>
internal static class CoalescedDatagrams
{
    private const int StunHeader = 20;
    private const int DtlsHeader = 13;

    /// <summary>Takes the first datagram off; a first part that is of no known protocol takes the rest with it.</summary>
    public static Span<byte> TakeFirst(ref Span<byte> datagrams)
    {
        var length = Demultiplexer.Classify(datagrams) switch
        {
            DatagramKind.Stun when datagrams.Length >= StunHeader =>
                StunHeader + BinaryPrimitives.ReadUInt16BigEndian(datagrams[2..]),
            DatagramKind.Dtls when datagrams.Length >= DtlsHeader =>
                DtlsHeader + BinaryPrimitives.ReadUInt16BigEndian(datagrams[11..]),
            _ => datagrams.Length,
        };
        var first = datagrams[..Math.Min(length, datagrams.Length)];
        datagrams = datagrams[first.Length..];
        return first;
    }
}

using System.Buffers.Binary;
using RtcPeer.WebRtc.Session;
using RtcPeer.WebRtc.Turn;

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
            DatagramKind.TurnChannel when ChannelData.TryReadLength(datagrams, out var payload) =>
                ChannelDataLength(datagrams, ChannelData.HeaderLength + payload),
            _ => datagrams.Length,
        };
        var first = datagrams[..Math.Min(length, datagrams.Length)];
        datagrams = datagrams[first.Length..];
        return first;
    }

    /// <summary>A server may pad ChannelData over UDP too (RFC 8656 section 12.5): then what follows stands behind that.</summary>
    private static int ChannelDataLength(ReadOnlySpan<byte> datagrams, int length)
    {
        var padded = ChannelData.Padded(length);
        if (padded == length || padded > datagrams.Length || datagrams[length] != 0) return length;
        return padded == datagrams.Length || Demultiplexer.Classify(datagrams[padded..]) == DatagramKind.TurnChannel ? padded : length;
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Bench.Floors;

/// <summary>Counts what arrives; a datagram of one byte is answered with the count, and resets it.</summary>
/// <param name="coalesces">Whether several datagrams may come in one call (Linux UDP_GRO).</param>
internal sealed class UdpSink(bool coalesces)
{
    public void Run()
    {
        using var socket = FloorSocket.Open();
        if (coalesces) socket.SetRawSocketOption(FloorSocket.SolUdp, FloorSocket.UdpGro, BitConverter.GetBytes(1));
        FloorSocket.Announce(socket);
        var buffer = new byte[65_535];
        var reply = new byte[16];
        var sender = new SocketAddress(AddressFamily.InterNetwork);
        var (bytes, first, last) = (0L, 0L, 0L);
        while (true)
        {
            var length = socket.ReceiveFrom(buffer, SocketFlags.None, sender);
            if (length == 1)
            {
                BinaryPrimitives.WriteInt64LittleEndian(reply, bytes);
                BinaryPrimitives.WriteDoubleLittleEndian(reply.AsSpan(8), Stopwatch.GetElapsedTime(first, last).TotalSeconds);
                socket.SendTo(reply, SocketFlags.None, sender);
                bytes = 0;
                continue;
            }

            last = Stopwatch.GetTimestamp();
            if (bytes == 0) first = last;
            bytes += length;
        }
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Bench.Floors;

/// <summary>Datagrams as fast as they go; what the other end received counts, and what was lost on the way does not.</summary>
internal static class UdpFlood
{
    private const int DatagramsInBatch = 50;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Counted = TimeSpan.FromSeconds(2);

    /// <summary>Long enough for the receiver to have taken all that is queued.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    /// <param name="batched">Whether many datagrams go in one call (Linux UDP_SEGMENT).</param>
    public static string Measure(IPEndPoint remote, bool batched)
    {
        Send(remote, batched, WarmUp);
        Ask(remote);
        Send(remote, batched, Counted);
        var (bytes, seconds) = Ask(remote);
        return string.Create(
            CultureInfo.InvariantCulture, $"\"size\":{FloorSocket.DatagramLength},\"MBps\":{bytes / seconds / 1e6:F1}");
    }

    private static void Send(IPEndPoint remote, bool batched, TimeSpan duration)
    {
        using var socket = FloorSocket.Open();
        if (batched)
        {
            socket.SetRawSocketOption(
                FloorSocket.SolUdp, FloorSocket.UdpSegment, BitConverter.GetBytes(FloorSocket.DatagramLength));
        }

        var address = remote.Serialize();
        var datagrams = new byte[FloorSocket.DatagramLength * (batched ? DatagramsInBatch : 1)];
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < duration) socket.SendTo(datagrams, SocketFlags.None, address);
    }

    private static (long Bytes, double Seconds) Ask(IPEndPoint remote)
    {
        Thread.Sleep(Settling);
        using var socket = FloorSocket.Open();
        socket.SendTo([0], SocketFlags.None, remote.Serialize());
        var reply = new byte[16];
        socket.ReceiveTimeout = 5000;
        socket.Receive(reply);
        return (BinaryPrimitives.ReadInt64LittleEndian(reply), BinaryPrimitives.ReadDoubleLittleEndian(reply.AsSpan(8)));
    }
}

using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Bench.Floors;

/// <summary>Sends each datagram back.</summary>
internal static class UdpEcho
{
    public static void Run()
    {
        using var socket = FloorSocket.Open();
        FloorSocket.Announce(socket);
        var buffer = new byte[65_535];
        var sender = new SocketAddress(AddressFamily.InterNetwork);
        while (true)
        {
            var length = socket.ReceiveFrom(buffer, SocketFlags.None, sender);
            socket.SendTo(buffer.AsSpan(0, length), SocketFlags.None, sender);
        }
    }
}

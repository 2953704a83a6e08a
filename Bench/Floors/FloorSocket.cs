using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Bench.Floors;

/// <summary>The sockets of the floors, set up as those of the stack are.</summary>
internal static class FloorSocket
{
    public const int SolUdp = 17;
    public const int UdpSegment = 103;
    public const int UdpGro = 104;

    /// <summary>The whole datagram, in bytes.</summary>
    public const int DatagramLength = 1200;

    /// <summary>What a message of 64 bytes becomes: a DTLS record with an SCTP packet with one DATA chunk, in bytes.</summary>
    public const int SmallDatagramLength = 64 + 37 + 28;

    private const int KernelBufferSize = 4 * 1024 * 1024;

    public static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = KernelBufferSize,
            SendBufferSize = KernelBufferSize,
        };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>Tells the process that started this one where to send, and ends this process with that one.</summary>
    public static void Announce(Socket socket)
    {
        Console.WriteLine(((IPEndPoint)socket.LocalEndPoint!).Port);
        new Thread(() =>
        {
            Console.In.ReadToEnd();
            Environment.Exit(0);
        }) { IsBackground = true }.Start();
    }
}

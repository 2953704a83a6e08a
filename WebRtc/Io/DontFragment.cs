using System.Net.Sockets;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Has a socket's datagrams travel whole or not at all, which is what probes of the path MTU measure (RFC 8899 section
/// 3). Where the system cannot do that, fragments pass for whole datagrams, as they do without any discovery.
/// </summary>
internal static class DontFragment
{
    private const int IPv4 = 0;
    private const int IPv6 = 41;
    private const int IPv4MtuDiscover = 10;
    private const int IPv6MtuDiscover = 23;
    private const int IPv6DontFragment = 62;

    /// <summary>
    /// Linux's PMTUDISC_PROBE: what ICMP has told of the path limits nothing, since anybody may forge it; what the link
    /// itself cannot take is refused.
    /// </summary>
    private const int Probe = 3;

    public static void SetOn(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) SetPlainly(socket);
        else if (socket.AddressFamily == AddressFamily.InterNetwork) SetOption(socket, IPv4, IPv4MtuDiscover, Probe);
        else
        {
            SetOption(socket, IPv6, IPv6MtuDiscover, Probe);
            SetOption(socket, IPv6, IPv6DontFragment, 1);
        }
    }

    private static void SetPlainly(Socket socket)
    {
        try
        {
            socket.DontFragment = true;
        }
        catch (Exception e) when (e is SocketException or NotSupportedException)
        {
            // See above; and routers never fragment IPv6.
        }
    }

    private static void SetOption(Socket socket, int level, int option, int value)
    {
        try
        {
            socket.SetRawSocketOption(level, option, BitConverter.GetBytes(value));
        }
        catch (SocketException)
        {
            // See above.
        }
    }
}

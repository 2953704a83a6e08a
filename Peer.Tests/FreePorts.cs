using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Peer.Tests;

/// <summary>
/// Ports of loopback for servers that are started later than their port is chosen, or a second time on the same. They lie
/// below those that the system gives to whoever asks for any, and none is given twice: the tests beside this one cannot
/// come to have them in the meantime.
/// </summary>
internal static class FreePorts
{
    private const int First = 10_000;
    private const int Count = 22_000;

    /// <summary>Begins anywhere, for the tests of another copy of the repository that run on this machine.</summary>
    private static int s_next = Random.Shared.Next(Count);

    /// <summary>A port that nobody uses, neither over TCP nor over UDP.</summary>
    public static int Next() => Next(1);

    /// <summary>The first of so many ports in a row that nobody uses.</summary>
    public static int Next(int count)
    {
        while (true)
        {
            var first = First + (int)((uint)(Interlocked.Add(ref s_next, count) - count) % Count);
            if (Enumerable.Range(first, count).All(IsFree)) return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Any, port));
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

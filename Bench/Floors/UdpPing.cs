using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Bench.Floors;

/// <summary>One datagram there and back, one at a time.</summary>
internal static class UdpPing
{
    private const int WarmUp = 2000;
    private const int Count = 10_000;

    public static string Measure(IPEndPoint remote)
    {
        using var socket = FloorSocket.Open();
        var (buffer, address) = (new byte[FloorSocket.SmallDatagramLength], remote.Serialize());
        var sender = new SocketAddress(AddressFamily.InterNetwork);
        var ticks = new long[Count];
        for (var i = -WarmUp; i < Count; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            socket.SendTo(buffer, SocketFlags.None, address);
            socket.ReceiveFrom(buffer, SocketFlags.None, sender);
            if (i >= 0) ticks[i] = Stopwatch.GetTimestamp() - sent;
        }
        Array.Sort(ticks);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"size\":{buffer.Length},\"p50_us\":{At(0.5):F1},\"p99_us\":{At(0.99):F1}");

        double At(double share) => ticks[(int)(share * Count)] * 1e6 / Stopwatch.Frequency;
    }
}

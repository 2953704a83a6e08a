using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Relay.Http;

/// <summary>Starts an <see cref="HttpListener"/> on a free port of 127.0.0.1.</summary>
internal static class LoopbackListener
{
    public static HttpListener Start(out IPEndPoint endPoint)
    {
        const int attempts = 20;
        for (var attempt = 1; ; attempt++)
        {
            endPoint = new IPEndPoint(IPAddress.Loopback, FreePort());
            var listener = new HttpListener { IgnoreWriteExceptions = true };
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://{endPoint}/"));
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException e)
            {
                listener.Close();
                if (attempt == attempts)
                {
                    throw new RelayStartException(ExitCode.AddressUnusable, $"cannot listen on {endPoint}: {e.Message}", e);
                }
            }
        }
    }

    /// <summary>HttpListener takes no port 0: another socket finds a free one and gives it up.</summary>
    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}

using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Relay.Http;

/// <summary>The addresses that a host stands for, and how the relay names itself there.</summary>
/// <param name="Addresses">Where to listen. The first must work.</param>
/// <param name="DisplayHost">The host as it is written in a URL.</param>
internal sealed record ListenAddresses(IReadOnlyList<IPAddress> Addresses, string DisplayHost)
{
    public static ListenAddresses Of(string host)
    {
        switch (host)
        {
            case "localhost":
                return new([IPAddress.Loopback, IPAddress.IPv6Loopback], host);
            case "+" or "*" or "0.0.0.0" or "::" or "[::]":
                return new([IPAddress.Any, IPAddress.IPv6Any], "0.0.0.0");
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return new([address], address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : host);
        }

        try
        {
            return new(Dns.GetHostAddresses(host), host);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new RelayStartException(ExitCode.AddressUnusable, $"cannot find the address of {host}: {e.Message}", e);
        }
    }

    /// <summary>Binds a listening socket to each address, all with the same port.</summary>
    /// <param name="port">The port; 0 takes one that is free on every address.</param>
    public IReadOnlyList<Socket> Bind(int port)
    {
        const int attempts = 20;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return BindOnce(port);
            }
            catch (SocketException e) when (port == 0 && e.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < attempts)
            {
                // The free port of the first address was taken on the second: another one, then.
            }
            catch (SocketException e)
            {
                throw CannotListen(port, e);
            }
        }
    }

    private List<Socket> BindOnce(int port)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (var address in Addresses)
            {
                try
                {
                    sockets.Add(Listen(new IPEndPoint(address, port)));
                }
                catch (SocketException e) when (sockets.Count > 0 && IsMissing(e.SocketErrorCode))
                {
                    continue;
                }

                port = ((IPEndPoint)sockets[^1].LocalEndPoint!).Port;
            }

            return sockets;
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    /// <summary>A machine without IPv6 is served on IPv4 alone.</summary>
    private static bool IsMissing(SocketError error) =>
        error is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable
            or SocketError.ProtocolFamilyNotSupported or SocketError.ProtocolNotSupported;

    private static Socket Listen(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false; // IPv4 has a socket of its own.
            }

            socket.Bind(endPoint);
            socket.Listen(512);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private RelayStartException CannotListen(int port, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            new(ExitCode.AddressInUse, $"cannot listen on {DisplayHost}:{port}: the address is in use by another program", e),
        SocketError.AccessDenied =>
            new(ExitCode.AddressUnusable, $"cannot listen on {DisplayHost}:{port}: permission denied", e),
        SocketError.AddressNotAvailable =>
            new(ExitCode.AddressUnusable, $"cannot listen on {DisplayHost}:{port}: this machine does not have that address", e),
        _ => new(ExitCode.AddressUnusable, $"cannot listen on {DisplayHost}:{port}: {e.Message}", e),
    };
}

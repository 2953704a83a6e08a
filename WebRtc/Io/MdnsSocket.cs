using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Hears and says multicast DNS of one family on several interfaces (RFC 6762 section 3). The port is shared with whatever
/// else on this machine does the same, such as the system's own resolver or a browser.
/// </summary>
internal sealed class MdnsSocket : IDisposable
{
    private const int MaxLength = 9000;

    /// <summary>"All Multicast DNS responses [...] SHOULD be sent with IP TTL set to 255."</summary>
    private const int TimeToLive = 255;

    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;

    private readonly Socket _socket;
    private readonly IPEndPoint _group;
    private readonly Dictionary<int, List<UnicastIPAddressInformation>> _interfaces = [];

    /// <summary>Binds to the port and joins the group on the interfaces there are.</summary>
    /// <exception cref="SocketException">There is no such family here, or the port is not to be shared.</exception>
    public MdnsSocket(bool isIPv6, HostFilter filter)
    {
        _group = new IPEndPoint(isIPv6 ? IPAddress.Parse("ff02::fb") : IPAddress.Parse("224.0.0.251"), MdnsResolver.Port);
        _socket = new Socket(_group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (isIPv6) _socket.DualMode = false;
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (OperatingSystem.IsLinux()) _socket.SetRawSocketOption(SolSocket, SoReuseAddress, BitConverter.GetBytes(1));
            var level = isIPv6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
            _socket.SetSocketOption(level, SocketOptionName.PacketInformation, true);
            _socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, TimeToLive);
            _socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, true);
            _socket.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, MdnsResolver.Port));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
        Join(filter);
    }

    /// <summary>Joins the group on the interfaces that there are by now.</summary>
    public void Join(HostFilter filter)
    {
        var found = new Dictionary<int, List<UnicastIPAddressInformation>>();
        foreach (var adapter in NetworkInterface.GetAllNetworkInterfaces().Where(filter.Allows))
        {
            if (adapter.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown)) continue;
            var properties = adapter.GetIPProperties();
            var own = properties.UnicastAddresses.Where(address => address.Address.AddressFamily == _group.AddressFamily).ToList();
            if (own.Count > 0 && IndexOf(properties) is { } index && TryJoin(index)) found[index] = own;
        }
        lock (_interfaces)
        {
            _interfaces.Clear();
            foreach (var (index, own) in found) _interfaces[index] = own;
        }
    }

    /// <summary>Sends to one neighbour or to all of them. What the network refuses is lost.</summary>
    public void Send(ReadOnlySpan<byte> datagram, in MdnsPeer to)
    {
        try
        {
            if (to.Address is { } neighbour)
            {
                if (neighbour.IsIPv6 == IsIPv6) _socket.SendTo(datagram, neighbour.ToIPEndPoint());
                return;
            }
            lock (_interfaces)
            {
                if (!_interfaces.ContainsKey(to.Interface)) return;
                if (IsIPv6) _socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, to.Interface);
                else _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(to.Interface));
                _socket.SendTo(datagram, _group);
            }
        }
        catch (Exception refused) when (refused is SocketException or ObjectDisposedException)
        {
            // The question is asked again, and so is ours.
        }
    }

    /// <summary>Sends to all neighbours on all interfaces.</summary>
    public void SendEverywhere(ReadOnlySpan<byte> datagram)
    {
        int[] interfaces;
        lock (_interfaces) interfaces = [.. _interfaces.Keys];
        foreach (var index in interfaces) Send(datagram, new MdnsPeer(index, null));
    }

    /// <summary>Receives until the socket is closed. What does not come from a neighbour is left aside (RFC 6762 section 11).</summary>
    public async Task ReceiveAsync(Action<ReadOnlyMemory<byte>, MdnsPeer> receive)
    {
        var buffer = new byte[MaxLength];
        var anybody = new IPEndPoint(IsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, anybody).ConfigureAwait(false);
                var sender = (IPEndPoint)received.RemoteEndPoint;
                var index = received.PacketInformation.Interface;
                if (!IsNeighbour(sender.Address, index)) continue;
                receive(buffer.AsMemory(0, received.ReceivedBytes),
                    new MdnsPeer(index, Core.TransportAddress.Create(sender.Address, (ushort)sender.Port)));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException closed) when (closed.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
            }
            catch (SocketException)
            {
                // An ICMP error of an earlier datagram, or one that was too large.
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool IsIPv6 => _group.AddressFamily == AddressFamily.InterNetworkV6;

    private bool TryJoin(int index)
    {
        try
        {
            if (IsIPv6) _socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(_group.Address, index));
            else _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(_group.Address, index));
            return true;
        }
        catch (SocketException refused)
        {
            // As on an interface where we are a member already.
            return refused.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }

    private bool IsNeighbour(IPAddress sender, int index)
    {
        lock (_interfaces)
        {
            return _interfaces.TryGetValue(index, out var own)
                && own.Exists(mine => sender.IsIPv6LinkLocal || new IPNetwork(Base(mine), mine.PrefixLength).Contains(sender));
        }
    }

    private int? IndexOf(IPInterfaceProperties properties)
    {
        try
        {
            return IsIPv6 ? properties.GetIPv6Properties().Index : properties.GetIPv4Properties().Index;
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }

    /// <summary>The address with the bits beyond the network's prefix cleared.</summary>
    private static IPAddress Base(UnicastIPAddressInformation own)
    {
        var bytes = own.Address.GetAddressBytes();
        for (var bit = own.PrefixLength; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> bit % 8);
        return new IPAddress(bytes);
    }
}

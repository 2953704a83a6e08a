using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Io;

/// <summary>One UDP socket, bound to one local address: the base of a host candidate.</summary>
internal sealed class UdpPort : IDisposable
{
    private const int KernelBufferSize = 4 * 1024 * 1024;
    private const int MaxKnownRemotes = 256;

    private readonly Socket _socket;
    private readonly SocketAddress _sender;
    private readonly Dictionary<TransportAddress, SocketAddress> _remotes = [];
    private volatile bool _closed;

    /// <summary>Binds to a free port of the address.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public UdpPort(IPAddress address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = KernelBufferSize,
            SendBufferSize = KernelBufferSize,
        };
        KeepReceivingAfterPortUnreachable();
        _socket.Bind(new IPEndPoint(address, 0));
        _sender = new SocketAddress(address.AddressFamily);
        var bound = (IPEndPoint)_socket.LocalEndPoint!;
        Local = TransportAddress.Create(bound.Address, (ushort)bound.Port);
    }

    public TransportAddress Local { get; }

    /// <summary>Whether a datagram waits, so that receiving would not block.</summary>
    public bool HasPending => !_closed && _socket.Available > 0;

    /// <summary>Waits for a datagram. False when the port is closed.</summary>
    public bool TryReceive(Span<byte> buffer, out int length, out TransportAddress remote)
    {
        while (!_closed)
        {
            try
            {
                length = _socket.ReceiveFrom(buffer, SocketFlags.None, _sender);
                remote = Read(_sender);
                return true;
            }
            catch (SocketException)
            {
                // An ICMP error of an earlier datagram, or one that was too large: it concerns no other datagram.
            }
            catch (ObjectDisposedException)
            {
                break;
            }
        }
        length = 0;
        remote = default;
        return false;
    }

    /// <summary>Sends one datagram. What the network refuses is lost, like any other datagram.</summary>
    public void Send(ReadOnlySpan<byte> datagram, in TransportAddress remote)
    {
        if (_closed) return;
        if (!_remotes.TryGetValue(remote, out var address)) address = Remember(remote);
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, address);
        }
        catch (SocketException)
        {
            // No route, too large, refused: the layers above see a loss and know what to do about it.
        }
    }

    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    private SocketAddress Remember(in TransportAddress remote)
    {
        if (_remotes.Count >= MaxKnownRemotes) _remotes.Clear();
        return _remotes[remote] = remote.ToIPEndPoint().Serialize();
    }

    // sockaddr_in and sockaddr_in6 have their fields at the same offsets on every platform that .NET runs on.
    private static TransportAddress Read(SocketAddress address)
    {
        var bytes = address.Buffer.Span;
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return address.Family == AddressFamily.InterNetworkV6
            ? TransportAddress.Create(bytes.Slice(8, 16), port, BitConverter.ToUInt32(bytes.Slice(24, 4)))
            : TransportAddress.Create(bytes.Slice(4, 4), port);
    }

    // Windows reports an ICMP port-unreachable as an error of the next receive, unless told not to.
    private void KeepReceivingAfterPortUnreachable()
    {
        const int SioUdpConnReset = unchecked((int)0x9800000C);
        if (OperatingSystem.IsWindows()) _socket.IOControl(SioUdpConnReset, [0, 0, 0, 0], null);
    }
}

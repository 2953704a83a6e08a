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
    private const int SolUdp = 17;
    private const int UdpSegment = 103;
    private const int UdpGro = 104;

    private readonly Socket _socket;
    private readonly SocketAddress _sender;
    private readonly Dictionary<TransportAddress, SocketAddress> _remotes = [];
    private bool _canSegment;
    private int _segmentSize;
    private bool _isTooLarge;
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
        DontFragment.SetOn(_socket);
        _canSegment = TrySetOption(UdpSegment, 0);
        Coalesces = _canSegment && TrySetOption(UdpGro, 1);
        _socket.Bind(new IPEndPoint(address, 0));
        _sender = new SocketAddress(address.AddressFamily);
        var bound = (IPEndPoint)_socket.LocalEndPoint!;
        Local = TransportAddress.Create(bound.Address, (ushort)bound.Port);
    }

    public TransportAddress Local { get; }

    /// <summary>What is received may be several datagrams in one (Linux UDP_GRO).</summary>
    public bool Coalesces { get; }

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

    /// <summary>
    /// Sends datagrams that stand one behind the other, in one system call where the kernel can (Linux UDP_SEGMENT).
    /// What the network refuses is lost, like any other datagram.
    /// </summary>
    /// <param name="datagrams">All of them.</param>
    /// <param name="size">The size of each but the last, in bytes.</param>
    /// <param name="remote">Where to.</param>
    /// <returns>False where the link is too narrow for datagrams of that size.</returns>
    public bool Send(ReadOnlySpan<byte> datagrams, int size, in TransportAddress remote)
    {
        _isTooLarge = false;
        if (_closed) return true;
        if (!_remotes.TryGetValue(remote, out var address)) address = Remember(remote);
        var isSegmented = datagrams.Length > size && TrySegment(size);
        if (isSegmented && TrySend(datagrams, address)) return true;

        if (_segmentSize != 0 && size > _segmentSize) TrySetOption(UdpSegment, _segmentSize = 0);
        var isSent = false;
        for (; datagrams.Length > size; datagrams = datagrams[size..]) isSent |= TrySend(datagrams[..size], address);
        isSent |= TrySend(datagrams, address);
        // What goes one by one and not at once is on its way through a device that does not cut.
        if (isSegmented && isSent) _canSegment = false;
        return !_isTooLarge;
    }

    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    private bool TrySegment(int size)
    {
        if (_canSegment && size != _segmentSize) _canSegment = TrySetOption(UdpSegment, _segmentSize = size);
        return _canSegment;
    }

    private bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress address)
    {
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, address);
            return true;
        }
        catch (SocketException refusal)
        {
            // No route, too large, refused: the layers above see a loss and know what to do about it.
            _isTooLarge = refusal.SocketErrorCode == SocketError.MessageSize;
            return false;
        }
    }

    private bool TrySetOption(int option, int value)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            _socket.SetRawSocketOption(SolUdp, option, BitConverter.GetBytes(value));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
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

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Our endpoint on a UDP socket of loopback and the real clock.</summary>
internal sealed class UdpDtlsPeer : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly StringBuilder _received = new();

    /// <summary>Not <see cref="Socket.Connected"/>, which an ICMP error resets.</summary>
    private bool _hasRemote;

    public UdpDtlsPeer() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port => ((IPEndPoint?)_socket.LocalEndPoint)?.Port ?? 0;

    public DtlsEndpoint? Endpoint { get; private set; }

    public List<DtlsEvent> Events { get; } = [];

    public string Received => _received.ToString();

    private Instant Now => new(_clock.Elapsed.Ticks);

    public void Start(DtlsOptions options, int? remotePort = null)
    {
        if (remotePort is { } port) Connect(new IPEndPoint(IPAddress.Loopback, port));
        options = options with { InitialTimeout = TimeSpan.FromMilliseconds(30) };
        Endpoint = new DtlsEndpoint(options, new SeededEntropy(Environment.TickCount));
        Endpoint.Start(Now);
    }

    public void Send(string text)
    {
        if (Endpoint is not { } endpoint) return;
        var length = Encoding.UTF8.GetBytes(text, _buffer.AsSpan(endpoint.HeaderLength));
        _socket.Send(_buffer.AsSpan(0, endpoint.Seal(_buffer, length)));
    }

    /// <summary>Runs until something is true; false if it takes too long.</summary>
    public bool RunUntil(Func<bool> isDone)
    {
        if (Endpoint is not { } endpoint) return false;
        var end = _clock.Elapsed + Longest;
        while (_clock.Elapsed < end)
        {
            endpoint.Tick(Now);
            while (endpoint.TryNextEvent(out var next)) Events.Add(next);
            Flush(endpoint);
            if (isDone()) return true;
            if (_socket.Poll(TimeSpan.FromMilliseconds(10), SelectMode.SelectRead)) Receive(endpoint);
        }
        return false;
    }

    public void Flush(DtlsEndpoint endpoint)
    {
        while (_hasRemote && endpoint.TryWrite(_buffer, Now, out var length)) TrySend(_buffer.AsSpan(0, length));
    }

    public void Dispose()
    {
        Endpoint?.Dispose();
        _socket.Dispose();
    }

    private void Connect(EndPoint remote)
    {
        _socket.Connect(remote);
        _hasRemote = true;
    }

    private void TrySend(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket.Send(datagram);
        }
        catch (SocketException)
        {
            // The other program is not up yet; the flight will be sent again.
        }
    }

    private void Receive(DtlsEndpoint endpoint)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length;
        try
        {
            length = _socket.ReceiveFrom(_buffer, ref from);
        }
        catch (SocketException)
        {
            return;
        }
        if (!_hasRemote) Connect(from);
        var rest = _buffer.AsSpan(0, length);
        while (endpoint.TryReadRecord(ref rest, Now, out var data)) _received.Append(Encoding.UTF8.GetString(data));
    }
}

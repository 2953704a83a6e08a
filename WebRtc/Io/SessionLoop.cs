using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Io.Servers;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Runs one session on real sockets, a real clock and a timer. One gate guards the session: whoever enters does its
/// work and, on leaving, writes out all that the session has to send and hands on its events. A thread a port
/// receives; the application's threads send themselves, so no datagram changes threads on its way out.
/// </summary>
internal sealed partial class SessionLoop : IDisposable
{
    private const int LargestDatagram = 65_535;

    /// <summary>So much is received at one stay, in bytes, before what it calls for is sent.</summary>
    private const int ReceiveBudget = 128 * 1024;

    /// <summary>What a datagram counts beside its bytes: small ones cost time as well.</summary>
    private const int DatagramCost = 1024;


    private readonly Lock _gate = new();
    private readonly PeerSession _session;
    private readonly Action<PeerSession> _dispatch;
    private readonly ILogger _logger;
    private readonly List<UdpPort> _ports = [];
    private readonly List<ServerStream> _streams = [];
    private readonly Timer _timer;
    private readonly DatagramBatch _batch = new();
    private Instant _armed = Instant.Never;
    private bool _disposed;

    /// <param name="session">The session to run; nobody else may touch it from now on but under <see cref="Enter"/>.</param>
    /// <param name="dispatch">Takes the session's events. It runs under the gate, and must only hand them on.</param>
    /// <param name="logger">Where sockets that cannot be opened are logged.</param>
    public SessionLoop(PeerSession session, Action<PeerSession> dispatch, ILogger logger)
    {
        _session = session;
        _dispatch = dispatch;
        _logger = logger;
        _timer = new Timer(static state => ((SessionLoop)state!).Guard(((SessionLoop)state).OnTimer), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Whether the session has been given up. Asked inside a turn, like what follows.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>Where the UDP ports are bound, the preferred first.</summary>
    public IEnumerable<TransportAddress> LocalAddresses => _ports.Select(static port => port.Local);

    /// <summary>Enters the session alone. Leaving, by Dispose, sends and dispatches what came of it.</summary>
    public Turn Enter()
    {
        _gate.Enter();
        return new Turn(this, MonotonicClock.Now);
    }

    /// <summary>Opens a port on each host address, the preferred first, and gives it to the session as a base. Called inside a turn.</summary>
    public void OpenPorts(IEnumerable<IPAddress> addresses)
    {
        var preference = ushort.MaxValue;
        foreach (var address in addresses)
        {
            try
            {
                var port = new UdpPort(address);
                _ports.Add(port);
                _session.AddLocalAddress(port.Local, preference--);
                new Thread(() => Guard(() => ReceiveFrom(port))) { IsBackground = true, Name = $"rtc {port.Local}" }.Start();
            }
            catch (SocketException refused)
            {
                LogPortRefused(address, refused.SocketErrorCode);
            }
        }
    }

    /// <summary>What the session sends on that connection's path goes there from now on.</summary>
    public void Add(ServerStream stream) => _streams.Add(stream);

    public void Remove(ServerStream stream) => _streams.Remove(stream);

    /// <summary>
    /// Closes the ports and the timer, and gives up the session's keys. Called after the session was closed, outside of
    /// any turn.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (var port in _ports) port.Dispose();
            _session.Dispose();
        }
        _timer.Dispose();
    }

    /// <summary>Does work of a thread's own: a bug in the session ends this connection, not the process that has others.</summary>
    public void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception bug)
        {
            LogBroken(bug);
            using var turn = Enter();
            if (!_disposed) _session.Close(turn.Now);
        }
    }

    private void ReceiveFrom(UdpPort port)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram);
        while (port.TryReceive(buffer, out var length, out var remote))
        {
            using var turn = Enter();
            if (_disposed) return;
            for (var budget = ReceiveBudget; ; )
            {
                Receive(port, buffer.AsSpan(0, length), remote, turn.Now);
                budget -= length + DatagramCost;
                if (budget < 0 || !port.HasPending || !port.TryReceive(buffer, out length, out remote)) break;
            }
        }
    }

    private void Receive(UdpPort port, Span<byte> datagrams, in TransportAddress remote, Instant now)
    {
        var path = new TransportPath(port.Local, remote);
        do
        {
            var datagram = port.Coalesces ? CoalescedDatagrams.TakeFirst(ref datagrams) : datagrams;
            _session.Receive(datagram, path, now);
        }
        while (port.Coalesces && !datagrams.IsEmpty);
    }

    private void OnTimer()
    {
        using var turn = Enter();
        if (_disposed) return;
        _armed = Instant.Never;
        _session.Tick(turn.Now);
    }

    private void Leave(Instant now)
    {
        try
        {
            if (_disposed) return;
            if (_session.NextDeadline <= now) _session.Tick(now);
            WriteAll(now);
            _dispatch(_session);
            Arm(now);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void WriteAll(Instant now)
    {
        while (_session.TryWrite(_batch.Next, now, out var length, out var path))
        {
            if (_batch.TryAdd(length, path)) continue;
            Send(_batch, now);
            _batch.RestartWith(length, path);
        }
        if (_batch.IsEmpty) return;
        var hasNews = !Send(_batch, now);
        _batch.Clear();
        if (hasNews) WriteAll(now);
    }

    /// <summary>False where the session was told that the link is too narrow.</summary>
    private bool Send(DatagramBatch batch, Instant now)
    {
        foreach (var stream in _streams)
        {
            if (stream.Path == batch.Path) stream.Send(batch.Datagrams);
        }
        if (batch.Path.Protocol != TransportProtocol.Udp) return true;
        var isSent = true;
        foreach (var port in _ports)
        {
            if (port.Local == batch.Path.Local) isSent &= port.Send(batch.Datagrams, batch.SegmentSize, batch.Path.Remote);
        }
        if (!isSent) _session.OnDatagramRefused(batch.SegmentSize, now);
        return isSent;
    }

    // A timer that rings too early only ticks once for nothing, so it is moved forward and never back: deadlines that
    // recede with every packet cost nothing.
    private void Arm(Instant now)
    {
        var deadline = _session.NextDeadline;
        if (deadline >= _armed) return;
        _armed = deadline;
        var due = Math.Ceiling(Math.Max(0, (deadline - now).TotalMilliseconds));
        _timer.Change((long)Math.Min(due, int.MaxValue), Timeout.Infinite);
    }

    [LoggerMessage(LogLevel.Debug, "No UDP port on {Address}: {Error}")]
    private partial void LogPortRefused(IPAddress address, SocketError error);

    [LoggerMessage(LogLevel.Error, "The connection is closed, since its session broke")]
    private partial void LogBroken(Exception bug);

    /// <summary>One stay inside the session.</summary>
    public readonly ref struct Turn(SessionLoop loop, Instant now)
    {
        /// <summary>The time of this stay.</summary>
        public Instant Now { get; } = now;

        public void Dispose() => loop.Leave(Now);
    }
}

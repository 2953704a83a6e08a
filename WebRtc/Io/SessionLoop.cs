using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Io.Servers;
using RtcPeer.WebRtc.Io.Tcp;
using RtcPeer.WebRtc.Mdns;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Runs one session on real sockets, a real clock and a timer. One gate guards the session: whoever enters does its
/// work and, on leaving, writes out all that the session has to send, hands on its events, and wakes outside of the gate
/// who waited for them. A thread a port receives; the application's threads send themselves, so no datagram changes
/// threads on its way out.
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
    private readonly Func<PeerSession, IWaiter?> _dispatch;
    private readonly ILogger _logger;
    private readonly List<UdpPort> _ports = [];
    private readonly List<ServerStream> _streams = [];
    private readonly Timer _timer;
    private readonly DatagramBatch _batch = new();
    private Instant _armed = Instant.Never;
    private int _sent;
    private bool _disposed;

    /// <param name="session">The session to run; nobody else may touch it from now on but under <see cref="Enter"/>.</param>
    /// <param name="dispatch">
    /// Takes the session's events. It runs under the gate, and must only hand them on; whom it gives back is woken later.
    /// </param>
    /// <param name="logger">Where sockets that cannot be opened are logged.</param>
    public SessionLoop(PeerSession session, Func<PeerSession, IWaiter?> dispatch, ILogger logger)
    {
        _session = session;
        _dispatch = dispatch;
        _logger = logger;
        _timer = new Timer(static state => ((SessionLoop)state!).Guard(((SessionLoop)state).OnTimer), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Whether the session has been given up. Asked inside a turn, like what follows.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>The TCP connections to the other end, if there may be any. Set before the first turn.</summary>
    public TcpLinks? Tcp { private get; set; }

    /// <summary>Where the UDP ports are bound, the preferred first.</summary>
    public IEnumerable<TransportAddress> LocalAddresses => _ports.Select(static port => port.Local);

    /// <summary>Enters the session alone. Leaving, by Dispose, sends and dispatches what came of it.</summary>
    public Turn Enter() => EnterAs(null);

    /// <summary>
    /// Has a port on each host address, the preferred first, and gives it to the session as a base. Ports that are open
    /// already stay; those on addresses that have gone are closed. Called inside a turn.
    /// </summary>
    /// <param name="addresses">The addresses.</param>
    /// <param name="nameFor">What the other end is told instead of an address, if anything.</param>
    /// <param name="now">The time.</param>
    public void OpenPorts(IReadOnlyCollection<IPAddress> addresses, Func<IPAddress, MdnsName?> nameFor, Instant now)
    {
        CloseOthersThan(addresses, now);
        var preference = ushort.MaxValue;
        foreach (var address in addresses)
        {
            if ((FindPort(address) ?? TryOpen(address)) is { } port)
                _session.AddLocalAddress(port.Local, preference--, nameFor(address));
        }
        Tcp?.OpenPorts(addresses, nameFor);
    }

    /// <summary>Whether ports are open, and not on just these addresses. Called inside a turn.</summary>
    public bool UsesOthersThan(IReadOnlyCollection<IPAddress> addresses) =>
        _ports.Count > 0
        && (addresses.Any(address => FindPort(address) is null) || _ports.Exists(port => !addresses.Contains(port.Address)));

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

    private UdpPort? FindPort(IPAddress address) => _ports.Find(port => port.Address.Equals(address));

    private UdpPort? TryOpen(IPAddress address)
    {
        try
        {
            var port = new UdpPort(address);
            _ports.Add(port);
            new Thread(() => Guard(() => ReceiveFrom(port))) { IsBackground = true, Name = $"rtc {port.Local}" }.Start();
            return port;
        }
        catch (SocketException refused)
        {
            LogPortRefused(address, refused.SocketErrorCode);
            return null;
        }
    }

    private void CloseOthersThan(IReadOnlyCollection<IPAddress> addresses, Instant now)
    {
        for (var i = _ports.Count - 1; i >= 0; i--)
        {
            if (addresses.Contains(_ports[i].Address)) continue;
            _session.LosePort(_ports[i].Local, now);
            _ports[i].Dispose();
            _ports.RemoveAt(i);
        }
        // TCP would take many minutes to notice.
        foreach (var stream in _streams)
        {
            if (!HostAddresses.Exists(stream.Path.Local.ToIPAddress())) stream.Abort();
        }
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

    // Who receives may also wake there, on its own thread, who waits for what came.
    private Turn EnterAs(Alertness? receiver)
    {
        _gate.Enter();
        return new Turn(this, MonotonicClock.Now, receiver);
    }

    private void ReceiveFrom(UdpPort port)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram);
        var alertness = new Alertness(hasOtherCore: Environment.ProcessorCount > 1);
        while (true)
        {
            if (alertness.BeginWait(MonotonicClock.Now)) alertness.OnStayedAwake(port.StayAwake(Alertness.Limit));
            if (!port.TryReceive(buffer, out var length, out var remote)) return;
            using var turn = EnterAs(alertness);
            if (_disposed) return;
            alertness.EndWait(turn.Now);
            for (var budget = ReceiveBudget; ; )
            {
                Receive(port, buffer.AsSpan(0, length), remote, turn.Now);
                budget -= length + DatagramCost;
                // In a dialogue the other end waits for us, and so nothing else.
                if (budget < 0 || alertness.IsDialogue || !port.HasPending || !port.TryReceive(buffer, out length, out remote)) break;
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

    private void Leave(Instant now, Alertness? receiver)
    {
        IWaiter? waiter;
        try
        {
            if (_disposed) return;
            if (_session.NextDeadline <= now) _session.Tick(now);
            WriteAll(now);
            waiter = _dispatch(_session);
            Arm(now);
        }
        finally
        {
            _gate.Exit();
        }
        if (waiter is null) return;
        var sent = _sent;
        waiter.Wake(mayRunHere: receiver is not null);
        if (_sent != sent) receiver?.OnAnswered();
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
        _sent++;
        if (batch.Path.Protocol != TransportProtocol.Udp)
        {
            SendOverTcp(batch);
            return true;
        }
        var isSent = true;
        foreach (var port in _ports)
        {
            if (port.Local == batch.Path.Local) isSent &= port.Send(batch.Datagrams, batch.SegmentSize, batch.Path.Remote);
        }
        if (!isSent) _session.OnDatagramRefused(batch.SegmentSize, now);
        return isSent;
    }

    private void SendOverTcp(DatagramBatch batch)
    {
        foreach (var stream in _streams)
        {
            if (stream.Path != batch.Path) continue;
            stream.Send(batch.Datagrams);
            return;
        }
        Tcp?.Send(batch.Path, batch.Datagrams, batch.SegmentSize);
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
    public readonly ref struct Turn(SessionLoop loop, Instant now, Alertness? receiver)
    {
        /// <summary>The time of this stay.</summary>
        public Instant Now { get; } = now;

        public void Dispose() => loop.Leave(Now, receiver);
    }
}

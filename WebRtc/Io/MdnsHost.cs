using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// The multicast DNS of one connection: asks for the names of the other end, and answers for our own as long as the
/// connection lives. Nothing is sent and no port is opened before there is a name.
/// </summary>
/// <param name="filter">The interfaces whose neighbours are asked and answered.</param>
/// <param name="resolved">Takes the address of a name that was asked for, or null; called on a thread of the pool.</param>
/// <param name="logger">Where names without an answer are logged.</param>
internal sealed partial class MdnsHost(HostFilter filter, Action<MdnsName, TransportAddress?> resolved, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly MdnsResolver _resolver = new(filter.AllowsIPv6);
    private readonly MdnsResponder _responder = new();
    private readonly Dictionary<IPAddress, MdnsName> _names = [];
    private readonly List<MdnsSocket> _sockets = [];
    private readonly byte[] _buffer = new byte[MdnsMessages.MaxLength];
    private Timer? _timer;
    private Task? _running;
    private bool _isOpen;
    private bool _isDisposed;

    /// <summary>Finds out what a name of the other end stands for.</summary>
    public void Resolve(MdnsName name)
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _resolver.Resolve(name, MonotonicClock.Now);
            Start();
            _timer?.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The name that hides an address of ours, which stays the same.</summary>
    public MdnsName NameOf(IPAddress address)
    {
        lock (_lock)
        {
            if (_names.TryGetValue(address, out var known)) return known;
            var name = MdnsName.Create(new SystemEntropy());
            _names.Add(address, name);
            _responder.Register(name, TransportAddress.Create(address, 0));
            if (!_isDisposed) Start();
            return name;
        }
    }

    /// <summary>The interfaces are others now.</summary>
    public void OnNetworkChanged()
    {
        lock (_lock) _sockets.ForEach(socket => socket.Join(filter));
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _sockets.ForEach(static socket => socket.Dispose());
        }
        if (_running is null) return;
        await _running.ConfigureAwait(false);
        if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private void Start() => _running ??= Task.Run(RunAsync);

    private async Task RunAsync()
    {
        Open(isIPv6: false);
        if (filter.AllowsIPv6) Open(isIPv6: true);
        Task[] receiving;
        lock (_lock)
        {
            if (_isDisposed) return;
            _isOpen = true;
            _timer = new Timer(static state => ((MdnsHost)state!).Advance(), this, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            receiving = [.. _sockets.Select(socket => Task.Run(() => socket.ReceiveAsync((datagram, from) => Receive(datagram.Span, from))))];
        }
        await Task.WhenAll(receiving).ConfigureAwait(false);
    }

    private void Open(bool isIPv6)
    {
        try
        {
            var socket = new MdnsSocket(isIPv6, filter);
            lock (_lock)
            {
                _sockets.Add(socket);
                if (_isDisposed) socket.Dispose();
            }
        }
        catch (Exception refused) when (refused is SocketException or NetworkInformationException)
        {
            LogPortRefused(isIPv6 ? "IPv6" : "IPv4", refused.Message);
        }
    }

    private void Receive(ReadOnlySpan<byte> datagram, in MdnsPeer from)
    {
        lock (_lock)
        {
            if (from.Address is { Port: MdnsResolver.Port }) _resolver.Receive(datagram);
            _responder.Receive(datagram, from, MonotonicClock.Now);
        }
        Advance();
    }

    /// <summary>Sends what is due, and tells what has come of questions.</summary>
    private void Advance()
    {
        var events = new List<MdnsEvent>();
        lock (_lock)
        {
            if (_isDisposed || !_isOpen) return;
            var now = MonotonicClock.Now;
            _resolver.Tick(now);
            while (_resolver.TryWrite(_buffer, now, out var length))
            {
                foreach (var socket in _sockets) socket.SendEverywhere(_buffer.AsSpan(0, length));
            }
            while (_responder.TryWrite(_buffer, out var length, out var to))
            {
                foreach (var socket in _sockets) socket.Send(_buffer.AsSpan(0, length), to);
            }
            while (_resolver.TryNextEvent(out var happened)) events.Add(happened);
            if (_resolver.NextDeadline is var deadline && deadline != Instant.Never)
                _timer?.Change(Later(deadline - now), Timeout.InfiniteTimeSpan);
        }
        foreach (var (name, address) in events)
        {
            if (address is { } found) LogFound(name, found.ToIPAddress());
            else LogNoAnswer(name);
            resolved(name, address);
        }
    }

    private static TimeSpan Later(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, wait.TotalMilliseconds)));

    [LoggerMessage(LogLevel.Debug, "{Name} is {Address}")]
    private partial void LogFound(MdnsName name, IPAddress address);

    [LoggerMessage(LogLevel.Debug, "No neighbour knows {Name}")]
    private partial void LogNoAnswer(MdnsName name);

    [LoggerMessage(LogLevel.Debug, "No multicast DNS over {Family}: {Reason}")]
    private partial void LogPortRefused(string family, string reason);
}

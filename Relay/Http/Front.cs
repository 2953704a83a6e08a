using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using RtcPeer.Relay.Metrics;
using RtcPeer.Relay.Tls;
using Serilog;

namespace RtcPeer.Relay.Http;

/// <summary>
/// The public sockets of the relay. Outside Windows HttpListener can listen neither on IPv6 nor on "localhost" and
/// 127.0.0.1 alike, has no TLS, sets no limit to the time of a handshake, and its WebSockets never miss a client that
/// stopped answering. So the front owns the connections, HttpListener (on loopback) answers the requests that come through
/// them, and a connection that it upgraded is given to the relay as the client's own stream.
/// </summary>
internal sealed class Front : IAsyncDisposable
{
    private readonly IReadOnlyList<Socket> _sockets;
    private readonly IPEndPoint _listener;
    private readonly ServerCertificate? _certificate;
    private readonly TimeSpan _handshakeTimeout;
    private readonly HandshakeLimit _limit;
    private readonly RelayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskSet _tasks = new();
    private readonly ConcurrentDictionary<IPEndPoint, FrontConnection> _byListenerSide = new();

    /// <param name="sockets">Listening sockets; the front owns them from now on.</param>
    /// <param name="listener">Where HttpListener listens.</param>
    /// <param name="certificate">What TLS is spoken with, owned by the caller; null for plain HTTP.</param>
    /// <param name="options">How many connections may wait for the answer to their request, and how long.</param>
    /// <param name="metrics">Hears of connections.</param>
    /// <param name="logger">Hears of what goes wrong.</param>
    public Front(
        IReadOnlyList<Socket> sockets,
        IPEndPoint listener,
        ServerCertificate? certificate,
        RelayOptions options,
        RelayMetrics metrics,
        ILogger logger)
    {
        _sockets = sockets;
        _listener = listener;
        _certificate = certificate;
        _handshakeTimeout = options.HandshakeTimeout;
        _limit = new HandshakeLimit(options.MaxHandshakes, options.MaxHandshakesPerAddress);
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>The port that every public socket listens on.</summary>
    public int Port => ((IPEndPoint)_sockets[0].LocalEndPoint!).Port;

    public void Start()
    {
        foreach (var socket in _sockets)
        {
            _tasks.Add(AcceptAsync(socket));
        }
    }

    /// <summary>The connection behind a request that HttpListener has received; null if it came past the front.</summary>
    public FrontConnection? Find(IPEndPoint? listenerSide) =>
        listenerSide is not null && _byListenerSide.TryGetValue(listenerSide, out var connection) ? connection : null;

    /// <summary>Stops listening, and drops the connections whose request is not answered yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        await _tasks.WhenAllEndedAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await listening.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                _metrics.ConnectionAccepted();
                _tasks.Add(ServeAsync(socket));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e) when (!_stopping.IsCancellationRequested)
            {
                // Out of file descriptors, or a connection that was gone again already: the next one may fare better.
                _logger.Warning("cannot accept a connection: {Reason:l}", e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        deadline.CancelAfter(_handshakeTimeout);
        FrontConnection? connection = null;
        var isOneTooMany = false;
        try
        {
            connection = new FrontConnection(socket, _certificate);
            using var place = _limit.Enter(connection.ClientAddress, () =>
            {
                isOneTooMany = true;
                deadline.CancelAfter(TimeSpan.Zero);
            });
            await connection.ServeAsync(_listener, Register, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException
            or ObjectDisposedException)
        {
            if (isOneTooMany)
            {
                _metrics.Refused("too_many_handshakes");
            }
            else if (connection is not { IsAnswered: true })
            {
                _metrics.ConnectionFailed();
            }

            _logger.Debug("a connection ended before it became a client: {Reason:l}", e.Message);
        }
        finally
        {
            if (connection?.ListenerSide is { } key)
            {
                _byListenerSide.TryRemove(key, out _);
            }

            ((IDisposable?)connection ?? socket).Dispose();
        }
    }

    private void Register(IPEndPoint listenerSide, FrontConnection connection) => _byListenerSide[listenerSide] = connection;
}

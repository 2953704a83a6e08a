using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using RtcPeer.Relay.Access;
using RtcPeer.Relay.Backplane;
using RtcPeer.Relay.Http;
using RtcPeer.Relay.Metrics;
using RtcPeer.Relay.Rooms;
using RtcPeer.Relay.Tls;
using Serilog;
using Serilog.Events;

namespace RtcPeer.Relay;

/// <summary>The relay: each message of a client goes to all other clients of its room, which is the path of its URL.</summary>
internal sealed class RelayServer : IAsyncDisposable
{
    private readonly RelayOptions _options;
    private readonly ILogger _logger;
    private readonly HttpListener _listener;
    private readonly ServerCertificate? _certificate;
    private readonly Front _front;
    private readonly Front? _metricsFront;
    private readonly AmqpBackplane? _backplane;
    private readonly RelayMetrics _metrics = new();
    private readonly Gate _gate;
    private readonly RelaySite _site;
    private readonly MetricsSite _metricsSite;
    private readonly TaskSet _running = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly Task _sweeping;
    private long _lastClientId;
    private volatile bool _isReady = true;
    private volatile bool _stopping;

    /// <exception cref="RelayStartException">What the options name can't be used.</exception>
    private RelayServer(RelayOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _backplane = string.IsNullOrEmpty(options.Backplane) ? null : new AmqpBackplane(options, logger);
        Rooms = new RoomTable(options, _backplane);
        _gate = new Gate(new OriginCheck(options.Origins), TokenCheck.Of(options));
        _site = new RelaySite(_gate, new IceServers(options.Turn), _metrics, () => Readiness);
        _metricsSite = new MetricsSite(WriteMetrics, () => Readiness);
        var addresses = ListenAddresses.Of(options.Host);
        var opened = new List<Socket>();
        try
        {
            var sockets = Open(addresses, options.Port, opened);
            var metricsAddresses = options.MetricsPort is null ? null : ListenAddresses.Of(options.MetricsHost);
            var metricsSockets = metricsAddresses is null ? null : Open(metricsAddresses, options.MetricsPort!.Value, opened);
            _certificate = LoadCertificate(options, logger);
            _listener = LoopbackListener.Start(out var listenerEndPoint);
            ListenerEndPoint = listenerEndPoint;
            _front = new Front(sockets, listenerEndPoint, _certificate, options, _metrics, logger);
            Url = UrlOf(_certificate is null ? "ws" : "wss", addresses, _front.Port, "");
            if (metricsSockets is not null)
            {
                _metricsFront = new Front(metricsSockets, listenerEndPoint, null, options, new RelayMetrics(), logger);
                MetricsUrl = UrlOf("http", metricsAddresses!, _metricsFront.Port, "metrics");
            }
        }
        catch
        {
            opened.ForEach(socket => socket.Dispose());
            throw;
        }

        _backplane?.Start(Rooms);
        _accepting = AcceptAsync();
        _sweeping = new Sweeper(Rooms, options).RunAsync(_stop.Token);
    }

    /// <summary>Where clients find the relay.</summary>
    public Uri Url { get; }

    /// <summary>Where its metrics are found; null where none are served.</summary>
    public Uri? MetricsUrl { get; }

    /// <summary>Where HttpListener takes what comes through the public address, and nothing else.</summary>
    internal IPEndPoint ListenerEndPoint { get; }

    public RoomTable Rooms { get; }

    /// <summary>Starts a relay that listens when this returns.</summary>
    /// <exception cref="RelayStartException">What the options name can't be used.</exception>
    public static RelayServer Start(RelayOptions options, ILogger logger)
    {
        var relay = new RelayServer(options, logger);
        relay._metricsFront?.Start();
        if (relay.MetricsUrl is { } metrics)
        {
            logger.Information("metrics on {Url:l}", metrics.ToString());
        }

        relay._front.Start();
        logger.Information("listening on {Url:l}", relay.Url.ToString());
        return relay;
    }

    /// <summary>Stops: is not ready any more, serves on for <see cref="RelayOptions.DrainDelay"/>, stops listening, and
    /// closes every client with 1001, or 1012 after a delay. Takes at most a little longer than that and <see cref="RelayOptions.CloseTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isReady)
        {
            return;
        }

        _isReady = false;
        await Task.Delay(_options.DrainDelay).ConfigureAwait(false);
        _stopping = true;
        await _front.DisposeAsync().ConfigureAwait(false);
        foreach (var client in Rooms.Clients())
        {
            client.Close(Ending, dropQueued: false);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _running.WhenAllEndedAsync().ConfigureAwait(false);
        if (_backplane is not null)
        {
            await _backplane.DisposeAsync().ConfigureAwait(false);
        }

        if (_metricsFront is not null)
        {
            await _metricsFront.DisposeAsync().ConfigureAwait(false);
        }

        _listener.Close();
        await _accepting.ConfigureAwait(false);
        await _running.WhenAllEndedAsync().ConfigureAwait(false);
        if (_certificate is not null)
        {
            await _certificate.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private Readiness Readiness => new(_isReady, _backplane?.IsUp);

    private CloseReason Ending => _options.DrainDelay > TimeSpan.Zero ? CloseReason.Drained : CloseReason.Stopping;

    private static Uri UrlOf(string scheme, ListenAddresses addresses, int port, string path) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{scheme}://{addresses.DisplayHost}:{port}/{path}"));

    private static IReadOnlyList<Socket> Open(ListenAddresses addresses, int port, List<Socket> opened)
    {
        var sockets = addresses.Bind(port);
        opened.AddRange(sockets);
        return sockets;
    }

    private static ServerCertificate? LoadCertificate(RelayOptions options, ILogger logger)
    {
        if (options is not { TlsCert: { } certificate, TlsKey: { } key })
        {
            return null;
        }

        try
        {
            return new ServerCertificate(new CertificateFiles(certificate, key), options.TlsReloadInterval, logger);
        }
        catch (CertificateException e)
        {
            throw new RelayStartException(ExitCode.CertificateUnusable, e.Message, e);
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync().ConfigureAwait(false);
                _running.Add(AnswerAsync(context));
            }
            catch (Exception e) when (_stopping && e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            catch (HttpListenerException e)
            {
                _logger.Debug("a request could not be received: {Reason:l}", e.Message);
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            if (_front.Find(context.Request.RemoteEndPoint) is { } connection)
            {
                await AnswerAsync(context, connection).ConfigureAwait(false);
            }
            else if (_metricsFront?.Find(context.Request.RemoteEndPoint) is not null)
            {
                _metricsSite.Answer(context);
            }
            else
            {
                _logger.Debug("refused a request that did not come through the public address");
                context.Response.Abort();
            }
        }
        catch (Exception e)
        {
            _logger.Write(_stopping ? LogEventLevel.Debug : LogEventLevel.Error, e, "a request failed");
            context.Response.Abort();
        }
    }

    private async Task AnswerAsync(HttpListenerContext context, FrontConnection connection)
    {
        if (!context.Request.IsWebSocketRequest)
        {
            _site.Answer(context, connection);
            return;
        }

        var room = RoomName(context.Request);
        if (_gate.CheckRoom(context.Request, connection, room) is { } refusal)
        {
            _metrics.Refused(refusal.Label);
            _logger.Debug("refused {Address:l}: {Reason:l}", connection.ClientAddress.ToString(), refusal.Label);
            PlainAnswers.Refuse(context, refusal);
        }
        else if (await UpgradeAsync(context, connection).ConfigureAwait(false) is { } upgraded)
        {
            // A task of its own, so that the request and its buffers are not kept for as long as the client stays.
            _running.Add(ServeClientAsync(upgraded, room));
        }
    }

    /// <summary>Lets HttpListener do the handshake, and takes the connection over.</summary>
    private async Task<UpgradedStream?> UpgradeAsync(HttpListenerContext context, FrontConnection connection)
    {
        var protocol = TokenCheck.OffersProtocol(context.Request.Headers["Sec-WebSocket-Protocol"]) ? TokenCheck.Protocol : null;
        try
        {
            var accepted = await context.AcceptWebSocketAsync(protocol, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            var upgraded = await connection.Upgraded.ConfigureAwait(false);
            accepted.WebSocket.Dispose();
            context.Response.Abort();
            return upgraded;
        }
        catch (WebSocketException)
        {
            _metrics.Refused("handshake");
            PlainAnswers.RefuseHandshake(context);
            return null;
        }
    }

    private async Task ServeClientAsync(UpgradedStream upgraded, string roomName)
    {
        using var client = new RelayClient(
            Interlocked.Increment(ref _lastClientId), upgraded.ClientAddress, upgraded.Stream, _options, _metrics);

        // In the room before the client hears that it is: what others send from then on reaches it.
        if (Rooms.TryJoin(roomName, client, out var room, out var refusal))
        {
            _metrics.Joined();
            _logger.Information(
                "client {Id} joined from {Address:l} ({InRoom} in its room, {InAll} in all)", client.Id, client.Address.ToString(), room.Count, Rooms.ClientCount);
        }
        else
        {
            client.Close(refusal, dropQueued: true);
        }

        try
        {
            if (_stopping)
            {
                client.Close(Ending, dropQueued: false);
            }

            await client.RunAsync(upgraded.Response, room).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _logger.Error(e, "client {Id} failed", client.Id);
        }

        _metrics.Closed(client.EndingLabel);
        if (room is null)
        {
            _logger.Information("client {Id} from {Address:l} was not let in: {Ending:l}", client.Id, client.Address.ToString(), client.Ending);
            return;
        }

        Rooms.Leave(room, client);
        _logger.Information(
            "client {Id} left: {Ending:l} ({InRoom} in its room, {InAll} in all)", client.Id, client.Ending, room.Count, Rooms.ClientCount);
    }

    private void WriteMetrics(MetricsText text)
    {
        text.Single("rtcpeer_relay_ready", "gauge", "1, or 0 while the relay stops.", _isReady ? 1 : 0);
        _metrics.WriteTo(text, Rooms);
        _backplane?.WriteMetrics(text);
        if (_certificate is not null)
        {
            text.Single(
                "rtcpeer_relay_certificate_expiry_seconds", "gauge", "When the certificate expires, in seconds since 1970.",
                ProcessFigures.Seconds(_certificate.NotAfter));
        }

        ProcessFigures.WriteTo(text);
    }

    /// <summary>The room a request asks for: <c>/a</c> and <c>/a/</c> are one.</summary>
    private static string RoomName(HttpListenerRequest request) => (request.Url?.AbsolutePath ?? "").TrimEnd('/') + "/";
}

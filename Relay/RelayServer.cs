using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using RtcPeer.Relay.Http;
using RtcPeer.Relay.Rooms;
using Serilog;
using Serilog.Events;

namespace RtcPeer.Relay;

/// <summary>The relay: each message of a client goes to all other clients of its room, which is the path of its URL.</summary>
internal sealed class RelayServer : IAsyncDisposable
{
    private readonly RelayOptions _options;
    private readonly ILogger _logger;
    private readonly HttpListener _listener;
    private readonly Front _front;
    private readonly TaskSet _running = new();
    private Task _accepting = Task.CompletedTask;
    private long _lastClientId;
    private volatile bool _stopping;

    private RelayServer(RelayOptions options, ILogger logger, HttpListener listener, IPEndPoint listenerEndPoint, Front front, Uri url)
    {
        _options = options;
        _logger = logger;
        _listener = listener;
        ListenerEndPoint = listenerEndPoint;
        _front = front;
        Url = url;
    }

    /// <summary>Where clients find the relay.</summary>
    public Uri Url { get; }

    /// <summary>Where HttpListener takes what comes through the public address, and nothing else.</summary>
    internal IPEndPoint ListenerEndPoint { get; }

    public RoomTable Rooms { get; } = new();

    /// <summary>Starts a relay that listens when this returns.</summary>
    /// <exception cref="RelayStartException">The address can't be served.</exception>
    public static RelayServer Start(RelayOptions options, ILogger logger)
    {
        var addresses = ListenAddresses.Of(options.Host);
        var listener = LoopbackListener.Start(out var listenerEndPoint);
        try
        {
            var front = new Front(addresses.Bind(options.Port), listenerEndPoint, options.HandshakeTimeout, logger);
            var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://{addresses.DisplayHost}:{front.Port}/"));
            var relay = new RelayServer(options, logger, listener, listenerEndPoint, front, url);
            relay._accepting = relay.AcceptAsync();
            front.Start();
            logger.Information("listening on {Url:l}", url.ToString());
            return relay;
        }
        catch
        {
            listener.Close();
            throw;
        }
    }

    /// <summary>Closes every client with 1001 and stops listening. Takes at most a little longer than
    /// <see cref="RelayOptions.CloseTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        await _front.DisposeAsync().ConfigureAwait(false);
        _listener.Close();
        await _accepting.ConfigureAwait(false);
        foreach (var client in Rooms.Clients())
        {
            CloseForStop(client);
        }

        await _running.WhenAllEndedAsync().ConfigureAwait(false);
    }

    private static void CloseForStop(RelayClient client) =>
        client.Close(WebSocketCloseStatus.EndpointUnavailable, "the relay stops", dropQueued: false);

    private async Task AcceptAsync()
    {
        while (!_stopping)
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
            if (_front.Find(context.Request.RemoteEndPoint) is not { } connection)
            {
                _logger.Debug("refused a request that did not come through the public address");
                context.Response.Abort();
            }
            else if (!context.Request.IsWebSocketRequest)
            {
                PlainAnswers.Answer(context);
            }
            else if (await UpgradeAsync(context, connection).ConfigureAwait(false) is { } upgraded)
            {
                // A task of its own, so that the request and its buffers are not kept for as long as the client stays.
                _running.Add(ServeClientAsync(upgraded, RoomName(context.Request)));
            }
        }
        catch (Exception e)
        {
            _logger.Write(_stopping ? LogEventLevel.Debug : LogEventLevel.Error, e, "a request failed");
            context.Response.Abort();
        }
    }

    /// <summary>Lets HttpListener do the handshake, and takes the connection over.</summary>
    private static async Task<UpgradedStream?> UpgradeAsync(HttpListenerContext context, FrontConnection connection)
    {
        try
        {
            var accepted = await context.AcceptWebSocketAsync(subProtocol: null, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            var upgraded = await connection.Upgraded.ConfigureAwait(false);
            accepted.WebSocket.Dispose();
            context.Response.Abort();
            return upgraded;
        }
        catch (WebSocketException)
        {
            PlainAnswers.RefuseHandshake(context);
            return null;
        }
    }

    private async Task ServeClientAsync(UpgradedStream upgraded, string roomName)
    {
        using var client = new RelayClient(Interlocked.Increment(ref _lastClientId), upgraded.Stream, _options);

        // In the room before the client hears that it is: what others send from then on reaches it.
        var room = Rooms.Join(roomName, client);
        _logger.Information("client {Id} joined ({InRoom} in its room, {InAll} in all)", client.Id, room.Count, Rooms.ClientCount);
        try
        {
            if (_stopping)
            {
                CloseForStop(client);
            }

            await client.RunAsync(upgraded.Response, room).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _logger.Error(e, "client {Id} failed", client.Id);
        }

        Rooms.Leave(room, client);
        _logger.Information(
            "client {Id} left: {Ending:l} ({InRoom} in its room, {InAll} in all)", client.Id, client.Ending, room.Count, Rooms.ClientCount);
    }

    /// <summary>The room a request asks for: <c>/a</c> and <c>/a/</c> are one.</summary>
    private static string RoomName(HttpListenerRequest request) => (request.Url?.AbsolutePath ?? "").TrimEnd('/') + "/";
}

using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Threading.Channels;

namespace RtcPeer.Peer.Signalling;

/// <summary>One WebSocket connection to the relay.</summary>
internal sealed class RelayConnection : IAsyncDisposable
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromMilliseconds(500);

    private readonly ClientWebSocket _socket;
    private readonly HttpMessageInvoker _http;
    private readonly byte[] _buffer = new byte[SignallingWire.MaxMessageBytes];
    private readonly Channel<byte[]> _outbox = Channel.CreateBounded<byte[]>(1024);
    private readonly Task _sending;

    private RelayConnection(ClientWebSocket socket, HttpMessageInvoker http)
    {
        _socket = socket;
        _http = http;
        _sending = SendAllAsync();
    }

    /// <summary>Connects.</summary>
    /// <exception cref="WebSocketException">The relay cannot be reached, or is none.</exception>
    /// <exception cref="RelayRefusedException">It does not let us in.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public static async Task<RelayConnection> OpenAsync(Uri room, RelayAccess access, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = KeepAlive;
        socket.Options.KeepAliveTimeout = KeepAlive;
        socket.Options.CollectHttpResponseDetails = true;
        if (access.Token is { } token)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        var http = RelayHttp.Create(room, access);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await socket.ConnectAsync(room, http, limit.Token);
            return new RelayConnection(socket, http);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            http.Dispose();
            throw new TimeoutException("no answer");
        }
        catch (WebSocketException) when (Refusal(socket.HttpStatusCode, access) is { } refusal)
        {
            socket.Dispose();
            http.Dispose();
            throw new RelayRefusedException(refusal);
        }
        catch
        {
            socket.Dispose();
            http.Dispose();
            throw;
        }
    }

    /// <summary>Why a connection could not be made, or ended, in a few words.</summary>
    public static string Explain(Exception exception) => exception.GetBaseException() switch
    {
        SocketException { SocketErrorCode: var error } => error switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "unknown host",
            _ => error.ToString(),
        },
        AuthenticationException untrusted => $"its certificate is not trusted: {untrusted.Message}",
        var cause => cause.Message,
    };

    /// <summary>Queues a message; false where so many wait that the connection must be stuck.</summary>
    public bool TrySend(byte[] message) => _outbox.Writer.TryWrite(message);

    /// <summary>
    /// Receives the next message whole. Its bytes are valid until the next call. A message that is too large, or no text,
    /// is skipped, and said so.
    /// </summary>
    /// <exception cref="WebSocketException">The connection has ended.</exception>
    public async ValueTask<(ReadOnlyMemory<byte>? Text, string Problem)> ReceiveAsync()
    {
        var length = 0;
        var skipped = false;
        while (true)
        {
            if (length == _buffer.Length)
            {
                skipped = true;
                length = 0;
            }

            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException(
                    WebSocketError.ConnectionClosedPrematurely,
                    $"the relay closed the connection ({_socket.CloseStatus} {_socket.CloseStatusDescription})");
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return (skipped, part.MessageType) switch
                {
                    (true, _) => (null, $"larger than {SignallingWire.MaxMessageBytes} bytes"),
                    (_, WebSocketMessageType.Binary) => (null, "binary"),
                    _ => (_buffer.AsMemory(0, length), ""),
                };
            }
        }
    }

    /// <summary>Tells the relay that we leave, waits a moment for its reply, and ends the connection.</summary>
    /// <param name="receiving">The work of whoever calls <see cref="ReceiveAsync"/>, which ends with the connection.</param>
    public async Task LeaveAsync(Task receiving)
    {
        _outbox.Writer.TryComplete();
        using var limit = new CancellationTokenSource(LeaveTimeout);
        try
        {
            await _sending.WaitAsync(limit.Token);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            await receiving.WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It no longer listens, or it has replied: that is how receiving ends.
        }

        _socket.Abort();
        await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        _outbox.Writer.TryComplete();
        _socket.Dispose();
        await _sending;
        _http.Dispose();
    }

    /// <summary>What an answer that is no WebSocket means; null where it says nothing more than the exception.</summary>
    private static string? Refusal(HttpStatusCode status, RelayAccess access) => (status, access.Token) switch
    {
        (HttpStatusCode.Unauthorized, null) => "it asks for a token",
        (HttpStatusCode.Unauthorized, _) => "it does not take the token",
        (HttpStatusCode.Forbidden, _) => "it refuses us (403)",
        _ => null,
    };

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var message in _outbox.Reader.ReadAllAsync())
            {
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The receiving side learns of the end as well, and is the one to tell.
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using RtcPeer.Relay.Tls;

namespace RtcPeer.Relay.Http;

/// <summary>One client's connection from its first byte until its request is answered, or it has become a WebSocket.</summary>
internal sealed class FrontConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly ServerCertificate? _certificate;
    private Stream _stream;
    private readonly TaskCompletionSource<UpgradedStream?> _upgraded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _givenAway;

    /// <param name="socket">The client; owned from now on.</param>
    /// <param name="certificate">What TLS is spoken with; null for plain HTTP.</param>
    public FrontConnection(Socket socket, ServerCertificate? certificate)
    {
        _certificate = certificate;
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        ClientAddress = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

        // Signalling is small messages one after the other: none may wait for the acknowledgement of the one before.
        socket.NoDelay = true;
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Where the client is.</summary>
    public IPAddress ClientAddress { get; }

    /// <summary>Whether the client has been sent an answer that is not the 101 of a WebSocket.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The client's request as it came; null before it has come whole.</summary>
    public RequestHead? Request { get; private set; }

    /// <summary>This side's end of the connection to HttpListener, as HttpListener sees it.</summary>
    public IPEndPoint? ListenerSide { get; private set; }

    /// <summary>The connection after HttpListener's 101, which is not sent yet; null if it never comes to that.</summary>
    public Task<UpgradedStream?> Upgraded => _upgraded.Task;

    /// <summary>Reads the request, has it answered by HttpListener, and passes the answer on.</summary>
    public async Task ServeAsync(IPEndPoint listener, Action<IPEndPoint, FrontConnection> register, CancellationToken cancellationToken)
    {
        if (_certificate is not null && !await TryEncryptAsync(_certificate, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var request = await RequestHead.ReadAsync(_stream, cancellationToken).ConfigureAwait(false);

        // RFC 6455 section 4.1: the client waits for the handshake's response before it sends any frame.
        if (request is null || (request.IsUpgrade && !request.Rest.IsEmpty))
        {
            await _stream.WriteAsync(BadRequest, cancellationToken).ConfigureAwait(false);
            await LingerAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        Request = request;
        using var inner = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await inner.ConnectAsync(listener, cancellationToken).ConfigureAwait(false);
        ListenerSide = (IPEndPoint)inner.LocalEndPoint!;
        register(ListenerSide, this);

        using var innerStream = new NetworkStream(inner);
        await innerStream.WriteAsync(request.ForListener(listener.ToString()), cancellationToken).ConfigureAwait(false);
        await innerStream.WriteAsync(request.Rest, cancellationToken).ConfigureAwait(false);
        if (!request.IsUpgrade)
        {
            await PassAnswerAsync(innerStream, cancellationToken).ConfigureAwait(false);
            return;
        }

        var response = await RequestHead.ReadAsync(innerStream, cancellationToken).ConfigureAwait(false);
        if (response is { Status: (int)HttpStatusCode.SwitchingProtocols })
        {
            // HttpListener has no further part in it. A reset leaves no socket in TIME-WAIT.
            inner.LingerState = new LingerOption(enable: true, seconds: 0);
            _givenAway = _upgraded.TrySetResult(new UpgradedStream(_stream, response.ToBytes(), ClientAddress));
        }
        else if (response is not null)
        {
            await _stream.WriteAsync(response.ToBytes(), cancellationToken).ConfigureAwait(false);
            await _stream.WriteAsync(response.Rest, cancellationToken).ConfigureAwait(false);
            inner.Shutdown(SocketShutdown.Send);
            await PassAnswerAsync(innerStream, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection, unless it was given away as a WebSocket.</summary>
    public void Dispose()
    {
        if (!_givenAway)
        {
            _upgraded.TrySetResult(null);
            _stream.Dispose();
        }
    }

    /// <summary>The first byte of a TLS record with a handshake message (RFC 8446 section 5.1).</summary>
    private const byte TlsHandshake = 22;

    private static ReadOnlyMemory<byte> NotEncrypted { get; } =
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 45\r\nConnection: close\r\n\r\nthis port speaks TLS: use https:// or wss://\n"u8.ToArray();

    private static ReadOnlyMemory<byte> BadRequest { get; } =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    /// <summary>Starts TLS; whoever speaks plain HTTP is told, and false returned.</summary>
    private async Task<bool> TryEncryptAsync(ServerCertificate certificate, CancellationToken cancellationToken)
    {
        var first = new byte[1];
        var read = await _socket.ReceiveAsync(first, SocketFlags.Peek, cancellationToken).ConfigureAwait(false);
        if (read == 0 || first[0] == TlsHandshake)
        {
            _stream = await certificate.AuthenticateAsync(_stream, cancellationToken).ConfigureAwait(false);
            return true;
        }

        await _stream.WriteAsync(NotEncrypted, cancellationToken).ConfigureAwait(false);
        await LingerAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task PassAnswerAsync(NetworkStream innerStream, CancellationToken cancellationToken)
    {
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var body = _stream.CopyToAsync(innerStream, answered.Token);
        await innerStream.CopyToAsync(_stream, cancellationToken).ConfigureAwait(false);
        await answered.CancelAsync().ConfigureAwait(false);
        await body.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LingerAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads on until the client has closed too: a connection closed with bytes unread is reset, and the
    /// answer may be lost with it.</summary>
    private async Task LingerAsync(CancellationToken cancellationToken)
    {
        IsAnswered = true;
        if (_stream is SslStream encrypted)
        {
            await encrypted.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        _socket.Shutdown(SocketShutdown.Send);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        var rest = new byte[1024];
        while (await _stream.ReadAsync(rest, patience.Token).ConfigureAwait(false) > 0)
        {
        }
    }
}

using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>A relay that does what a test says: it hands over each socket that joins.</summary>
internal sealed class TestRelay : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Channel<(string Path, WebSocket Socket)> _joined = Channel.CreateUnbounded<(string, WebSocket)>();
    private readonly List<WebSocket> _sockets = [];
    private readonly Task _accepting;

    public TestRelay(int port)
    {
        Url = new Uri($"ws://127.0.0.1:{port}/");
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public ValueTask<(string Path, WebSocket Socket)> NextAsync(CancellationToken cancellationToken) =>
        _joined.Reader.ReadAsync(cancellationToken);

    public static Task SayAsync(WebSocket socket, string text, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>What comes next: a text, or null for the end in good order.</summary>
    public static async Task<string?> HearAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer, cancellationToken);
        return received.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            socket.Abort();
        }

        _listener.Close();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var accepted = await context.AcceptWebSocketAsync(null);
                _sockets.Add(accepted.WebSocket);
                await _joined.Writer.WriteAsync((context.Request.RawUrl ?? "", accepted.WebSocket));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or WebSocketException)
        {
            // The listener is closed.
        }
    }
}

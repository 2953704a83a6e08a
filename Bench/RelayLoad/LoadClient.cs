using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>
/// A WebSocket client that does as little as one can: it writes frames that were made before, and looks at no more of
/// those that come than their length, so that the relay is what is measured.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly Socket _socket;

    private LoadClient(Socket socket) => _socket = socket;

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="target">The relay.</param>
    /// <param name="path">The room.</param>
    /// <param name="source">Where the client comes from.</param>
    /// <param name="receiveBuffer">The size of the socket's buffer; 0 leaves it to the system.</param>
    /// <exception cref="IOException">The relay does not let it in.</exception>
    public static async Task<LoadClient> JoinAsync(LoadTarget target, string path, IPAddress source, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer > 0)
            {
                socket.ReceiveBufferSize = receiveBuffer;
            }

            socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(target.EndPoint).ConfigureAwait(false);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: {target.EndPoint}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")).ConfigureAwait(false);
            await ReadHeadAsync(socket).ConfigureAwait(false);
            return new LoadClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Writes bytes, and waits until the system has taken them.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Reads until the connection ends.</summary>
    /// <param name="onFrames">Is given whole frames, as many as have come, and says how many bytes they were.</param>
    public async Task ReadAsync(Func<ReadOnlyMemory<byte>, int> onFrames)
    {
        var buffer = new byte[BufferBytes];
        var count = 0;
        try
        {
            int read;
            while ((read = await _socket.ReceiveAsync(buffer.AsMemory(count)).ConfigureAwait(false)) > 0)
            {
                count += read;
                var taken = onFrames(buffer.AsMemory(0, count));
                buffer.AsSpan(taken, count - taken).CopyTo(buffer);
                count -= taken;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the measurement, or of the relay.
        }
    }

    /// <summary>Agrees to end: says that nothing more comes, and reads until the relay says so too.</summary>
    public async Task CloseAsync()
    {
        Send(LoadFrames.Close);
        var rest = new byte[1024];
        while (await _socket.ReceiveAsync(rest).ConfigureAwait(false) > 0)
        {
        }
    }

    /// <summary>Ends with a TCP reset.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    public void Dispose() => _socket.Dispose();

    private static async Task ReadHeadAsync(Socket socket)
    {
        // One byte after the other would be most of the work; a relay sends no frame before one is sent to it.
        var head = new byte[2048];
        var count = 0;
        while (head.AsSpan(0, count).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = count < head.Length ? await socket.ReceiveAsync(head.AsMemory(count)).ConfigureAwait(false) : 0;
            count += read;
            if (read == 0)
            {
                throw new IOException("the relay ended the handshake");
            }
        }

        if (!head.AsSpan().StartsWith("HTTP/1.1 101 "u8))
        {
            throw new IOException($"the relay said {Encoding.Latin1.GetString(head, 0, head.AsSpan().IndexOf((byte)'\r'))}");
        }
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>A TCP client that writes and reads each byte itself, and so can do what no WebSocket library does.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private RawClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<RawClient> ConnectAsync(int port, int receiveBuffer, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new RawClient(socket);
    }

    public static string Handshake(string path) =>
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    public async Task HandshakeAsync(string path, CancellationToken cancellationToken)
    {
        await WriteAsync(Handshake(path), cancellationToken);
        Assert.That(await ReadHeadAsync(cancellationToken), Does.StartWith("HTTP/1.1 101 ").And.Contain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    public async Task WriteAsync(string text, CancellationToken cancellationToken) =>
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>Writes a masked frame.</summary>
    public Task WriteFrameAsync(int opcode, ReadOnlySpan<byte> payload, CancellationToken cancellationToken, bool fin = true)
    {
        byte[] mask = [1, 2, 3, 4];
        using var frame = new MemoryStream();
        frame.WriteByte((byte)((fin ? 0x80 : 0) | opcode));
        Span<byte> length = stackalloc byte[8];
        if (payload.Length < 126)
        {
            frame.WriteByte((byte)(0x80 | payload.Length));
        }
        else if (payload.Length < 65536)
        {
            frame.WriteByte(0x80 | 126);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            frame.Write(length[..2]);
        }
        else
        {
            frame.WriteByte(0x80 | 127);
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.Write(length);
        }

        frame.Write(mask);
        for (var i = 0; i < payload.Length; i++)
        {
            frame.WriteByte((byte)(payload[i] ^ mask[i % 4]));
        }

        return WriteAsync(frame.ToArray(), cancellationToken);
    }

    public async Task<RawFrame> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var header = new byte[8];
        await _stream.ReadExactlyAsync(header.AsMemory(0, 2), cancellationToken);
        var (fin, opcode) = ((header[0] & 0x80) != 0, header[0] & 0x0F);
        long length = header[1];
        if (length == 126)
        {
            await _stream.ReadExactlyAsync(header.AsMemory(0, 2), cancellationToken);
            length = BinaryPrimitives.ReadUInt16BigEndian(header);
        }
        else if (length == 127)
        {
            await _stream.ReadExactlyAsync(header, cancellationToken);
            length = BinaryPrimitives.ReadInt64BigEndian(header);
        }

        var payload = new byte[length];
        await _stream.ReadExactlyAsync(payload, cancellationToken);
        return new RawFrame(fin, opcode, payload);
    }

    /// <summary>Reads frames until one that is no ping.</summary>
    public async Task<RawFrame> ReadMessageFrameAsync(CancellationToken cancellationToken)
    {
        RawFrame frame;
        do
        {
            frame = await ReadFrameAsync(cancellationToken);
        }
        while (frame.Opcode == RawFrame.Ping);
        return frame;
    }

    /// <summary>Reads up to the empty line of an HTTP response.</summary>
    public async Task<string> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await _stream.ReadExactlyAsync(one, cancellationToken);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Reads until the other end closes; a reset is an end too.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await _stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Reset.
        }

        return text.ToString();
    }

    /// <summary>Says that nothing more will be written.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a TCP reset.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    public void Dispose() => _stream.Dispose();
}

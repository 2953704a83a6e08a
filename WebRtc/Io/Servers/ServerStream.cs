using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>A TCP connection to a TURN server, inside TLS or bare. Sending never blocks.</summary>
internal sealed class ServerStream : IAsyncDisposable
{
    /// <summary>What may wait to be written, in bytes. More is lost, as a router with a full queue would lose it.</summary>
    private const int MaxPending = 256 * 1024;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly StreamSplitter _splitter = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Task _writing;
    private byte[] _pending = GC.AllocateUninitializedArray<byte>(MaxPending);
    private byte[] _underWay = GC.AllocateUninitializedArray<byte>(MaxPending);
    private int _pendingLength;
    private bool _isClosing;

    private ServerStream(Stream stream, in TransportPath path)
    {
        _stream = stream;
        Path = path;
        _writing = WriteAllAsync();
    }

    public TransportPath Path { get; }

    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="AuthenticationException">TLS fails, or the certificate is not the server's; the message says why.</exception>
    /// <exception cref="IOException">The connection broke while TLS was being set up.</exception>
    public static async Task<ServerStream> ConnectAsync(
        ServerAccess access, TransportAddress server, CancellationToken cancellationToken)
    {
        var remote = server.ToIPEndPoint();
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (access.Hosts.FindSource(remote.AddressFamily) is { } source) socket.Bind(source);
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            var local = (IPEndPoint)socket.LocalEndPoint!;
            var path = new TransportPath(
                TransportAddress.Create(local.Address, (ushort)local.Port), server, TransportProtocol.Tcp);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (access.Url.IsSecure)
                stream = await ServerTls.OpenAsync(stream, access.Url.Host, access.Roots, cancellationToken).ConfigureAwait(false);
            return new ServerStream(stream, path);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Queues whole frames.</summary>
    public void Send(ReadOnlySpan<byte> frames)
    {
        lock (_lock)
        {
            if (_isClosing || _pendingLength + frames.Length > MaxPending) return;
            frames.CopyTo(_pending.AsSpan(_pendingLength));
            _pendingLength += frames.Length;
            if (_pendingLength > frames.Length) return;
        }
        _wake.Release();
    }

    /// <summary>Reads until the connection ends, or brings what cannot be told apart.</summary>
    /// <param name="receive">Takes what came in; it has to take every frame that is whole.</param>
    public async Task ReadAllAsync(Action<StreamSplitter, TransportPath> receive, CancellationToken cancellationToken)
    {
        try
        {
            while (!_splitter.IsBroken
                && await _stream.ReadAsync(_splitter.Free, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                _splitter.Advance(count);
                receive(_splitter, Path);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The server, the network or we have ended it.
        }
    }

    /// <summary>Ends the connection where it stands: reading ends, and whoever reads disposes of it.</summary>
    public void Abort() => _stream.Dispose();

    /// <summary>Writes what still waits, if the server takes it soon, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isClosing) return;
            _isClosing = true;
        }
        _wake.Release();
        await Task.WhenAny(_writing, Task.Delay(FlushTimeout)).ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _wake.Dispose();
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync().ConfigureAwait(false);
                bool isLast;
                int length;
                lock (_lock)
                {
                    (_pending, _underWay) = (_underWay, _pending);
                    length = _pendingLength;
                    _pendingLength = 0;
                    isLast = _isClosing;
                }
                if (length > 0) await _stream.WriteAsync(_underWay.AsMemory(0, length)).ConfigureAwait(false);
                if (isLast) return;
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The reading side ends as well, and tells.
        }
    }
}

using System.Net;
using System.Net.Sockets;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.WebRtc.Io.Tcp;

/// <summary>
/// One TCP connection between two candidates (RFC 6544). Sending never blocks. Who has not shown in time that he belongs to
/// the session is cut off, and so is a connection that nobody uses any more.
/// </summary>
internal sealed class TcpLink : IDisposable
{
    /// <summary>From the beginning to the first check that is authenticated.</summary>
    private static readonly TimeSpan StrangersTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    /// <summary>On a path in use there is a check every few seconds (RFC 7675).</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly FrameSplitter _frames = new();
    private readonly PendingFrames _pending = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _end = new();
    private volatile bool _isClosing;

    /// <param name="path">Our base, and the other end.</param>
    /// <param name="accepted">The connection, where the other end has opened it.</param>
    public TcpLink(in TransportPath path, Socket? accepted)
    {
        Path = path;
        IsIncoming = accepted is not null;
        _socket = accepted ?? new Socket(path.Remote.ToIPAddress().AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.NoDelay = true;
        _end.CancelAfter(IsIncoming ? StrangersTime : ConnectTime);
    }

    public TransportPath Path { get; }

    /// <summary>The other end has opened it.</summary>
    public bool IsIncoming { get; }

    /// <summary>Somebody of the session is at the other end.</summary>
    public bool IsTrusted { get; private set; }

    /// <summary>Connects if need be, and hands on what comes in until the connection ends.</summary>
    /// <param name="receive">Takes what came in; it has to take every frame that is whole.</param>
    public async Task RunAsync(Action<TcpLink, FrameSplitter> receive)
    {
        var writing = Task.CompletedTask;
        try
        {
            if (!IsIncoming)
            {
                _socket.Bind(new IPEndPoint(Path.Local.ToIPAddress(), 0));
                await _socket.ConnectAsync(Path.Remote.ToIPEndPoint(), _end.Token).ConfigureAwait(false);
            }
            writing = WriteAllAsync();
            while (!_frames.IsBroken && await _socket.ReceiveAsync(_frames.Free, _end.Token).ConfigureAwait(false) is > 0 and var count)
            {
                _frames.Advance(count);
                receive(this, _frames);
                if (IsTrusted && !_isClosing) _end.CancelAfter(IdleTime);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It did not come about, was cut, or has lasted too long.
        }
        _isClosing = true;
        _wake.Release();
        await writing.ConfigureAwait(false);
    }

    /// <summary>To be called when <see cref="RunAsync"/> has come to its end.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _end.Dispose();
        _wake.Dispose();
    }

    /// <summary>The other end has shown that it belongs to the session.</summary>
    public void Trust()
    {
        IsTrusted = true;
        _frames.AllowsAnyLength = true;
    }

    /// <summary>Queues datagrams, each but the last of that size.</summary>
    public void Send(ReadOnlySpan<byte> datagrams, int size)
    {
        if (_pending.Add(datagrams, size) && !_isClosing) Wake();
    }

    /// <summary>Ends the connection where it stands.</summary>
    public void Abort()
    {
        _isClosing = true;
        _socket.Dispose();
    }

    /// <summary>Writes what still waits, if the other end takes it soon, and then ends the connection.</summary>
    public void Close()
    {
        _isClosing = true;
        Wake();
        try
        {
            _end.CancelAfter(FlushTime);
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (true)
            {
                for (var frames = _pending.Take(); !frames.IsEmpty; frames = frames[await _socket.SendAsync(frames, _end.Token).ConfigureAwait(false)..])
                {
                }
                if (_isClosing) break;
                await _wake.WaitAsync().ConfigureAwait(false);
            }
            // The other end reads what is under way, and closes.
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The reading side ends as well.
        }
    }
}

using System.Net;
using System.Net.Sockets;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Io.Tcp;

/// <summary>Where connections of the other end are taken on one of our addresses: the base of a passive candidate.</summary>
internal sealed class TcpPort : IDisposable
{
    private const int Backlog = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;

    /// <summary>Listens on a free port of the address.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public TcpPort(IPAddress address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(new IPEndPoint(address, 0));
            _socket.Listen(Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
        Address = address;
        Local = TransportAddress.Create(address, (ushort)((IPEndPoint)_socket.LocalEndPoint!).Port);
    }

    public IPAddress Address { get; }

    public TransportAddress Local { get; }

    /// <summary>Takes connections until the port is closed.</summary>
    public async Task AcceptAllAsync(Action<TransportPath, Socket> accepted)
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync().ConfigureAwait(false);
                if (socket.RemoteEndPoint is IPEndPoint remote)
                    accepted(new(Local, TransportAddress.Create(remote.Address, (ushort)remote.Port), TransportProtocol.Tcp), socket);
                else socket.Dispose();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException refused) when (refused.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument)
            {
                return;
            }
            catch (SocketException)
            {
                // The other end was gone before it was taken, or this process has too many files open.
                await Task.Delay(Pause).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}

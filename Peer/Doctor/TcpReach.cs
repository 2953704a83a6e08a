using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Peer.Doctor;

/// <summary>What became of an attempt at a TCP connection.</summary>
/// <param name="Socket">Connected; null where that failed.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="Detail">What happened, for people.</param>
/// <param name="RoundTrip">What the connection took, which is one round trip.</param>
internal sealed record TcpReach(Socket? Socket, Cause Cause, string Detail, TimeSpan? RoundTrip)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<TcpReach> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (await Resolver.ResolveAsync(host, cancellationToken) is not { Count: > 0 } addresses)
        {
            return new TcpReach(null, Cause.UnknownHost, $"the name {host} cannot be resolved", null);
        }

        TcpReach? failed = null;
        foreach (var address in addresses)
        {
            var reach = await ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            if (reach.Socket is not null)
            {
                return reach;
            }

            failed = reach;
        }

        return failed!;
    }

    private static async Task<TcpReach> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var began = Stopwatch.GetTimestamp();
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, limit.Token);
            return new TcpReach(socket, Cause.None, $"connected to {address}", Stopwatch.GetElapsedTime(began));
        }
        catch (SocketException e)
        {
            socket.Dispose();
            return e.SocketErrorCode == SocketError.ConnectionRefused
                ? new TcpReach(null, Cause.Refused, $"{address} refuses the connection", null)
                : new TcpReach(null, Cause.NoAnswer, $"{address} cannot be reached ({e.SocketErrorCode})", null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return new TcpReach(null, Cause.NoAnswer, $"{address} does not answer within {Patience.TotalSeconds} s", null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

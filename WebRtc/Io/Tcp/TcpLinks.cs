using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Mdns;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.WebRtc.Io.Tcp;

/// <summary>
/// The TCP candidates of a session (RFC 6544): listens for the other end on each host address, and connects to it when
/// there is something to send. Everything but the sockets' own work happens inside a turn of the session's loop.
/// </summary>
internal sealed partial class TcpLinks(SessionLoop loop, PeerSession session, ILogger logger) : IAsyncDisposable
{
    /// <summary>So many who have not shown who they are may be connected; one more cuts the one that has had the longest time.</summary>
    public const int MaxStrangers = 16;

    /// <summary>So many connections are opened by us at a time: the other end chooses where to.</summary>
    private const int MaxOutgoing = 16;

    private readonly List<TcpPort> _ports = [];
    private readonly List<TcpLink> _links = [];
    private readonly List<Task> _tasks = [];
    private TcpLink? _lastUsed;
    private bool _isDisposed;

    /// <summary>Where connections are taken.</summary>
    public IReadOnlyList<TcpPort> Ports => _ports;

    /// <summary>As <see cref="SessionLoop.OpenPorts"/>. Called inside a turn.</summary>
    public void OpenPorts(IReadOnlyCollection<IPAddress> addresses, Func<IPAddress, MdnsName?> nameFor)
    {
        CloseOthersThan(addresses);
        var preference = ushort.MaxValue;
        foreach (var address in addresses)
        {
            var name = nameFor(address);
            if ((_ports.Find(port => port.Address.Equals(address)) ?? TryOpen(address)) is { } port)
                session.AddTcpAddress(port.Local, preference, TcpCandidateType.Passive, name);
            session.AddTcpAddress(TransportAddress.Create(address, Candidate.ActivePort), preference, TcpCandidateType.Active, name);
            preference--;
        }
    }

    /// <summary>Sends datagrams, each but the last of that size, and connects before that if need be. Called inside a turn.</summary>
    public void Send(in TransportPath path, ReadOnlySpan<byte> datagrams, int size)
    {
        foreach (var link in _links)
        {
            if (link.Path != path) continue;
            link.Send(datagrams, size);
            _lastUsed = link;
            return;
        }
        if (path.Local.Port != Candidate.ActivePort || _isDisposed) return;
        if (_links.Count(static link => !link.IsIncoming) >= MaxOutgoing) return;
        var opened = new TcpLink(path, null);
        opened.Send(datagrams, size);
        Start(opened);
    }

    /// <summary>Ends all connections: the one that the other end was told on that it is over, when that has been written, or a second later.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] tasks;
        using (loop.Enter())
        {
            _isDisposed = true;
            _ports.ForEach(static port => port.Dispose());
            foreach (var link in _links)
            {
                if (link == _lastUsed) link.Close();
                else link.Abort();
            }
            tasks = [.. _tasks];
        }
        await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    private TcpPort? TryOpen(IPAddress address)
    {
        try
        {
            var port = new TcpPort(address);
            _ports.Add(port);
            _tasks.Add(Task.Run(() => port.AcceptAllAsync(Accept)));
            return port;
        }
        catch (SocketException refused)
        {
            LogPortRefused(address, refused.SocketErrorCode);
            return null;
        }
    }

    private void CloseOthersThan(IReadOnlyCollection<IPAddress> addresses)
    {
        _tasks.RemoveAll(static task => task.IsCompleted);
        foreach (var port in _ports.Where(port => !addresses.Contains(port.Address))) port.Dispose();
        _ports.RemoveAll(port => !addresses.Contains(port.Address));
        // TCP would take many minutes to notice.
        foreach (var link in _links.Where(link => !addresses.Contains(link.Path.Local.ToIPAddress()))) link.Abort();
    }

    private void Accept(TransportPath path, Socket socket)
    {
        using var turn = loop.Enter();
        if (_isDisposed || loop.IsDisposed)
        {
            socket.Dispose();
            return;
        }
        var strangers = _links.Where(static link => link.IsIncoming && !link.IsTrusted).ToList();
        if (strangers.Count >= MaxStrangers) strangers[0].Abort();
        Start(new TcpLink(path, socket));
    }

    private void Start(TcpLink link)
    {
        _links.Add(link);
        _tasks.RemoveAll(static task => task.IsCompleted);
        _tasks.Add(Task.Run(() => RunAsync(link)));
    }

    private async Task RunAsync(TcpLink link)
    {
        await link.RunAsync(Receive).ConfigureAwait(false);
        loop.Guard(() =>
        {
            using var turn = loop.Enter();
            _links.Remove(link);
            link.Dispose();
            if (!loop.IsDisposed) session.LoseConnection(link.Path, turn.Now);
        });
    }

    private void Receive(TcpLink link, FrameSplitter frames) => loop.Guard(() =>
    {
        using var turn = loop.Enter();
        while (frames.TryTake(out var frame))
        {
            if (loop.IsDisposed) continue;
            session.Receive(frame, link.Path, turn.Now);
            if (link.IsTrusted) continue;
            if (session.IsValidated(link.Path)) link.Trust();
            else if (link.IsIncoming)
            {
                // Who connects begins with a check that is made for us, and says nothing before.
                link.Abort();
                return;
            }
        }
    });

    [LoggerMessage(LogLevel.Debug, "No TCP port on {Address}: {Error}")]
    private partial void LogPortRefused(IPAddress address, SocketError error);
}

using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Session;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>One attempt at a server, from the resolution of its name to the end of the last link to it.</summary>
/// <param name="settled">Called when all links have answered or ended, and one at least is of use.</param>
internal sealed class ServerAttempt(ServerAccess access, ServerLinks links, Action settled)
{
    private const int MaxRedirections = 3;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(6);

    private readonly Channel<ServerEvent> _events = Channel.CreateUnbounded<ServerEvent>();
    private readonly List<(ServerStream Stream, Task Reading)> _streams = [];
    private TurnFailure _failure = TurnFailure.NoAnswer;
    private readonly HashSet<ServerLink> _open = [];
    private readonly HashSet<ServerLink> _unanswered = [];
    private readonly List<TransportAddress> _servers = [];
    private int _redirections;

    /// <summary>Whether the server was of use.</summary>
    public bool HasBeenReady { get; private set; }

    /// <summary>ICE begins anew, perhaps with other ports: asks from those from which nothing stands.</summary>
    public void AskAgain() => _events.Writer.TryWrite(new ServerEvent.Again());

    /// <summary>Returns why it ended.</summary>
    public async Task<TurnFailure> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var address in await ResolveAsync(cancellationToken).ConfigureAwait(false))
            {
                await OpenAsync(address, cancellationToken).ConfigureAwait(false);
                if (access.IsStream && _open.Count > 0) break;
            }
            while (_open.Count > 0)
            {
                var happened = await _events.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                _unanswered.Remove(happened.Link);
                await HandleAsync(happened, cancellationToken).ConfigureAwait(false);
                if (_unanswered.Count == 0 && _open.Count > 0) settled();
            }
            return _failure;
        }
        finally
        {
            foreach (var (stream, reading) in _streams)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
                await reading.ConfigureAwait(false);
            }
        }
    }

    private async Task HandleAsync(ServerEvent happened, CancellationToken cancellationToken)
    {
        if (happened is ServerEvent.Ready)
        {
            HasBeenReady = true;
            return;
        }
        if (happened is ServerEvent.Again)
        {
            foreach (var server in _servers.ToList()) OpenUdp(server);
            return;
        }
        _open.Remove(happened.Link);
        if (happened is ServerEvent.Ended { Failure: var failure })
        {
            Remember(failure);
        }
        else if (happened is ServerEvent.Redirected { Server: var server })
        {
            if (server.IsIPv6 != happened.Link.Path.Remote.IsIPv6 || ++_redirections > MaxRedirections)
                Remember(TurnFailure.Of(Stun.StunErrorCode.TryAlternate));
            else await OpenAsync(server, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the server has said itself tells more than that it is silent on another path.</summary>
    private void Remember(TurnFailure failure)
    {
        if (failure.Code is not null || _failure.Code is null) _failure = failure;
    }

    /// <summary>The addresses to try, one of each family.</summary>
    private async Task<IReadOnlyList<TransportAddress>> ResolveAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTimeout);
        try
        {
            var found = await Dns.GetHostAddressesAsync(access.Url.Host, limit.Token).ConfigureAwait(false);
            return
            [
                .. found.Where(static address => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
                    .Where(access.Hosts.Allows)
                    .DistinctBy(static address => address.AddressFamily)
                    .Select(address => TransportAddress.Create(address, access.Url.Port)),
            ];
        }
        catch (Exception e) when (e is SocketException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            _failure = new TurnFailure(null, "has a name that cannot be resolved", MayPass: true);
            return [];
        }
    }

    private async Task OpenAsync(TransportAddress server, CancellationToken cancellationToken)
    {
        if (access.IsStream) await OpenStreamAsync(server, cancellationToken).ConfigureAwait(false);
        else OpenUdp(server);
    }

    private void OpenUdp(TransportAddress server)
    {
        if (!_servers.Contains(server)) _servers.Add(server);
        foreach (var link in links.OpenUdp(server, access.Turn, _events.Writer)) Add(link);
        if (_open.Count == 0) Remember(new TurnFailure(null, "has no address of a family that we have", MayPass: true));
    }

    private void Add(ServerLink link)
    {
        _open.Add(link);
        _unanswered.Add(link);
    }

    private async Task OpenStreamAsync(TransportAddress server, CancellationToken cancellationToken)
    {
        if (access.Turn is not { } turn) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTimeout);
        try
        {
            var stream = await ServerStream.ConnectAsync(access, server, limit.Token).ConfigureAwait(false);
            Add(links.OpenStream(stream, turn, access.Url.IsSecure, _events.Writer));
            _streams.Add((stream, ReadAsync(stream, cancellationToken)));
        }
        catch (SocketException e)
        {
            Remember(new TurnFailure(null, $"cannot be reached over TCP ({e.SocketErrorCode})", MayPass: true));
        }
        catch (AuthenticationException e)
        {
            Remember(new TurnFailure(null, e.Message, MayPass: false));
        }
        catch (IOException)
        {
            Remember(TurnFailure.ConnectionLost);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Remember(TurnFailure.NoAnswer);
        }
    }

    private async Task ReadAsync(ServerStream stream, CancellationToken cancellationToken)
    {
        await stream.ReadAllAsync(links.Receive, cancellationToken).ConfigureAwait(false);
        links.LoseStream(stream);
    }
}

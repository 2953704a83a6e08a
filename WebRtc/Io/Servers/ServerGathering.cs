using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>The use that a connection makes of its STUN and TURN servers: all of them at once, none waiting for another.</summary>
internal sealed class ServerGathering(RtcConfiguration configuration, ServerLinks links, Action<IceServerUrl, TurnFailure> report)
    : IAsyncDisposable
{
    /// <summary>How long the end of candidates waits for servers that do not answer.</summary>
    private static readonly TimeSpan GatheringTimeout = TimeSpan.FromSeconds(8);

    private static readonly TurnFailure OfNoUse = new(null, "cannot help: only STUN over UDP (stun:) tells an address that is of use", false);

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _tasks = [];
    private List<ServerClient>? _clients;
    private bool _isDisposed;

    /// <summary>
    /// Begins, or begins anew after a restart of ICE. The end of the candidates follows when all servers have answered or
    /// had their time.
    /// </summary>
    public void Start()
    {
        if (_isDisposed) return;
        if (_clients is null) _clients = Begin();
        else _clients.ForEach(client => client.AskAgain());
        Task[] settled = [.. _clients.Select(client => client.Settled)];
        _tasks.Add(Task.Run(() => EndGatheringAsync(settled)));
    }

    private List<ServerClient> Begin()
    {
        var clients = new List<ServerClient>();
        foreach (var server in configuration.IceServers)
        {
            foreach (var text in server.Urls)
            {
                var url = IceServerUrl.Parse(text);
                if (!url.IsTurn && configuration.IceTransportPolicy == RtcIceTransportPolicy.Relay) continue;
                if (!url.IsTurn && url.IsSecure) report(url, OfNoUse);
                else clients.Add(new ServerClient(new(url, server, configuration.TrustedRoots, HostFilter.Of(configuration)), links, report));
            }
        }
        foreach (var client in clients) _tasks.Add(Task.Run(() => client.RunAsync(_end.Token)));
        return clients;
    }

    /// <summary>Ends all that goes on. The session has been closed before, so that allocations are given back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_tasks).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task EndGatheringAsync(Task[] settled)
    {
        try
        {
            await Task.WhenAll(settled).WaitAsync(GatheringTimeout, _end.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What still comes is signalled all the same.
        }
        catch (OperationCanceledException)
        {
            return;
        }
        links.EndGathering();
    }
}

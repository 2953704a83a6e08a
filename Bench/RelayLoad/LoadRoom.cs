namespace RtcPeer.Bench.RelayLoad;

/// <summary>Clients in one room, some of which send.</summary>
internal sealed class LoadRoom : IAsyncDisposable
{
    private readonly List<LoadClient> _clients = [];
    private readonly List<Task> _reading = [];

    /// <summary>All clients, in the order in which they came.</summary>
    public IReadOnlyList<LoadClient> Clients => _clients;

    /// <summary>Lets clients join.</summary>
    /// <param name="target">The relay.</param>
    /// <param name="count">How many.</param>
    /// <param name="onFrames">What they do with what comes; see <see cref="LoadClient.ReadAsync"/>.</param>
    public async Task JoinAsync(LoadTarget target, int count, Func<ReadOnlyMemory<byte>, int> onFrames)
    {
        for (var i = 0; i < count; i++)
        {
            var client = await LoadClient.JoinAsync(target, "/load", LoadTarget.SourceOf(i)).ConfigureAwait(false);
            _clients.Add(client);
            _reading.Add(client.ReadAsync(onFrames));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Reset());
        await Task.WhenAll(_reading).ConfigureAwait(false);
    }
}

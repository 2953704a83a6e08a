namespace RtcPeer.Bench.RelayLoad;

/// <summary>Ten clients beside one that joined before them and never reads.</summary>
internal sealed class StallLoad(LoadTarget target)
{
    private const int Clients = 10;

    /// <summary>The rate of the ten, and then their latency.</summary>
    public async Task<string> RunAsync(TimeSpan time)
    {
        using var stalled = await LoadClient.JoinAsync(target, "/load", LoadTarget.SourceOf(Clients), receiveBuffer: 4096).ConfigureAwait(false);
        var rate = await new FanOutLoad(target, Clients, senders: 1).RunAsync(time).ConfigureAwait(false);
        var latency = await new LatencyLoad(target, Clients).RunAsync(time).ConfigureAwait(false);
        return $"\"rate\":{{{rate}}},\"latency\":{{{latency}}}";
    }
}

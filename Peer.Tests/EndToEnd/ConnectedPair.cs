namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>A relay and two peers that have an open channel, as processes.</summary>
internal sealed record ConnectedPair(ProgramRun Relay, string Url, ProgramRun Caller, ProgramRun Callee) : IAsyncDisposable
{
    /// <summary>Starts the three and waits for the channel.</summary>
    /// <param name="cancellationToken">When to give up.</param>
    /// <param name="arguments">Given to both peers.</param>
    public static async Task<ConnectedPair> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(cancellationToken);
        var pair = new ConnectedPair(
            relay,
            url,
            Programs.Peer("caller", ["--caller", "--url", url, .. arguments]),
            Programs.Peer("callee", ["--url", url, .. arguments]));
        try
        {
            await pair.Caller.WaitForErrorAsync("channel open", cancellationToken);
            await pair.Callee.WaitForErrorAsync("channel open", cancellationToken);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>The caller and the callee, or the other way round.</summary>
    public (ProgramRun One, ProgramRun Other) From(bool caller) => caller ? (Caller, Callee) : (Callee, Caller);

    /// <summary>Shows that lines arrive both ways.</summary>
    public async Task AssertTalksAsync(string text, CancellationToken cancellationToken)
    {
        await Caller.WriteAsync($"{text} from the caller\n", cancellationToken);
        await Callee.WaitForOutputAsync($"^{text} from the caller$", cancellationToken);
        await Callee.WriteAsync($"{text} from the callee\n", cancellationToken);
        await Caller.WaitForOutputAsync($"^{text} from the callee$", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Callee.DisposeAsync();
        await Relay.DisposeAsync();
    }
}

using RtcPeer.Peer.Tests.Interop;
using RtcPeer.Relay;

namespace RtcPeer.Peer.Tests.Relay.Backplane;

/// <summary>Two relays in this process that share their rooms by a broker.</summary>
internal sealed class RelayPair(RabbitMqBroker broker, RelayOptions? options = null) : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    public TestRelay One { get; } = Start(broker, options);

    public TestRelay Other { get; } = Start(broker, options);

    /// <summary>A relay on a broker.</summary>
    public static TestRelay Start(RabbitMqBroker broker, RelayOptions? options = null) =>
        new((options ?? new RelayOptions()) with { Backplane = broker.Url, MetricsPort = 0 });

    /// <summary>Waits until both are connected and have heard of each other.</summary>
    public async Task WaitUntilLinkedAsync(CancellationToken cancellationToken)
    {
        await WaitUntilLinkedAsync(One, cancellationToken);
        await WaitUntilLinkedAsync(Other, cancellationToken);
    }

    /// <summary>Waits until a relay is connected and has heard of one other, since it was said to be down last.</summary>
    public static Task WaitUntilLinkedAsync(TestRelay relay, CancellationToken cancellationToken)
    {
        var down = relay.Log.Lines.ToList().FindLastIndex(line => line.Contains(" is down", StringComparison.Ordinal));
        return relay.Log.WaitForAsync("the backplane has other relays: 1", cancellationToken, down + 1);
    }

    public static Task<string> MetricsAsync(TestRelay relay, CancellationToken cancellationToken) =>
        Http.GetStringAsync(relay.Server.MetricsUrl, cancellationToken);

    /// <summary>What <c>/readyz</c> answers with 200.</summary>
    public static Task<string> ReadinessAsync(TestRelay relay, CancellationToken cancellationToken) =>
        Http.GetStringAsync(new Uri($"http://localhost:{relay.Port}/readyz"), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
    }
}

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
        await WaitForMetricAsync(One, "rtcpeer_relay_backplane_others 1", cancellationToken);
        await WaitForMetricAsync(Other, "rtcpeer_relay_backplane_others 1", cancellationToken);
    }

    /// <summary>Waits until a relay's metrics have a line.</summary>
    public static async Task WaitForMetricAsync(TestRelay relay, string line, CancellationToken cancellationToken)
    {
        var metrics = "";
        try
        {
            while (true)
            {
                metrics = await MetricsAsync(relay, cancellationToken);
                if (metrics.Split('\n').Contains(line))
                {
                    return;
                }

                await Task.Delay(20, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"never {line}, but\n{metrics}\nlogged:\n{string.Join('\n', relay.Log.Lines)}");
        }
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

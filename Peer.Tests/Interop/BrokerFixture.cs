using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>
/// Tests with a broker, which they may kill. To start one takes seconds: the tests of a fixture share it, and run one after
/// another therefore.
/// </summary>
[Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class BrokerFixture
{
    private readonly Lazy<RabbitMqBroker> _broker = new(() => new RabbitMqBroker());

    [OneTimeTearDown]
    public async Task StopBrokerAsync()
    {
        if (_broker.IsValueCreated)
        {
            await _broker.Value.DisposeAsync();
        }
    }

    /// <summary>The broker, which runs when this returns.</summary>
    private protected async Task<RabbitMqBroker> BrokerAsync(CancellationToken cancellationToken)
    {
        await _broker.Value.StartAsync(cancellationToken);
        return _broker.Value;
    }
}

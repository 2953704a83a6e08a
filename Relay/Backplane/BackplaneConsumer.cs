using RabbitMQ.Client;

namespace RtcPeer.Relay.Backplane;

/// <summary>Takes what comes into the relay's queue, in order.</summary>
internal sealed class BackplaneConsumer : AsyncDefaultBasicConsumer
{
    /// <summary>How many messages may be on their way from the broker.</summary>
    private const ushort Prefetch = 64;

    private readonly Action<ReadOnlyMemory<byte>, string?> _onDelivered;
    private readonly Func<Task> _onCancelled;
    private int _unacknowledged;

    private BackplaneConsumer(IChannel channel, Action<ReadOnlyMemory<byte>, string?> onDelivered, Func<Task> onCancelled)
        : base(channel)
    {
        _onDelivered = onDelivered;
        _onCancelled = onCancelled;
    }

    /// <summary>Begins.</summary>
    /// <param name="channel">The channel to take from.</param>
    /// <param name="queue">The queue to take from.</param>
    /// <param name="onDelivered">Hears each message's bytes, valid during the call, and the queue for answers.</param>
    /// <param name="onCancelled">Hears that nothing more comes.</param>
    /// <param name="cancellationToken">Ends the attempt to begin.</param>
    public static async Task StartAsync(
        IChannel channel, string queue, Action<ReadOnlyMemory<byte>, string?> onDelivered, Func<Task> onCancelled, CancellationToken cancellationToken)
    {
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken).ConfigureAwait(false);
        await channel.BasicConsumeAsync(
            queue, autoAck: false, new BackplaneConsumer(channel, onDelivered, onCancelled), cancellationToken).ConfigureAwait(false);
    }

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        _onDelivered(body, properties.ReplyTo);
        if (++_unacknowledged == Prefetch / 2)
        {
            _unacknowledged = 0;
            await Channel.BasicAckAsync(deliveryTag, multiple: true, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        await base.OnCancelAsync(consumerTags, cancellationToken).ConfigureAwait(false);
        await _onCancelled().ConfigureAwait(false);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace RtcPeer.Relay.Rooms;

/// <summary>What waits for one client, bounded in messages and in bytes. Many write, one reads.</summary>
internal sealed class SendQueue(int maxMessages, int maxBytes)
{
    private readonly Channel<RelayMessage> _channel = Channel.CreateBounded<RelayMessage>(
        new BoundedChannelOptions(maxMessages) { SingleReader = true });

    private int _bytes;

    /// <summary>Adds a message; false when there is no room for it, or the queue is complete.</summary>
    public bool TryWrite(RelayMessage message)
    {
        if (Interlocked.Add(ref _bytes, message.Payload.Length) <= maxBytes && _channel.Writer.TryWrite(message))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -message.Payload.Length);
        return false;
    }

    /// <summary>Waits for a message; false when the queue is complete and empty.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
        _channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the oldest message. Its bytes count until <see cref="Sent"/>.</summary>
    public bool TryRead([NotNullWhen(true)] out RelayMessage? message) => _channel.Reader.TryRead(out message);

    /// <summary>The message has left, and makes room for others.</summary>
    public void Sent(RelayMessage message) => Interlocked.Add(ref _bytes, -message.Payload.Length);

    /// <summary>How many messages wait.</summary>
    public int Count => _channel.Reader.Count;

    /// <summary>Nothing more is added.</summary>
    public void Complete() => _channel.Writer.TryComplete();
}

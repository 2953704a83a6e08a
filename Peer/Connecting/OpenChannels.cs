using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace RtcPeer.Peer.Connecting;

/// <summary>The connections over which a conversation may begin, in the order in which they came to that.</summary>
internal sealed class OpenChannels
{
    private readonly Channel<ChannelConnection> _waiting = Channel.CreateUnbounded<ChannelConnection>();

    /// <summary>How many there have been.</summary>
    public int Count { get; private set; }

    public void Add(ChannelConnection connection)
    {
        Count++;
        _waiting.Writer.TryWrite(connection);
    }

    /// <summary>There will be no others.</summary>
    public void End(Exception reason) => _waiting.Writer.TryComplete(reason);

    /// <summary>Waits for as many as are asked for.</summary>
    public async Task<IReadOnlyList<ChannelConnection>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        var connections = new List<ChannelConnection>();
        try
        {
            while (connections.Count < count)
            {
                connections.Add(await _waiting.Reader.ReadAsync(cancellationToken));
            }
        }
        catch (ChannelClosedException e) when (e.InnerException is { } reason)
        {
            ExceptionDispatchInfo.Throw(reason);
        }

        return connections;
    }

    /// <summary>Waits for one that comes later; null where none will.</summary>
    public async Task<ChannelConnection?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _waiting.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>Takes one that is there already.</summary>
    public bool TryNext([NotNullWhen(true)] out ChannelConnection? connection) => _waiting.Reader.TryRead(out connection);
}

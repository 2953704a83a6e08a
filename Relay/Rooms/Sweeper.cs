namespace RtcPeer.Relay.Rooms;

/// <summary>Looks after all clients in turn: closes those that are idle for too long, and finds those that are gone.</summary>
internal sealed class Sweeper(RoomTable rooms, RelayOptions options)
{
    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval());
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var client in rooms.Clients())
            {
                if (options.IdleTimeout > TimeSpan.Zero && client.IdleTime >= options.IdleTimeout)
                {
                    client.Close(CloseReason.Idle, dropQueued: false);
                }

                client.KeepAlive();
            }
        }
    }

    /// <summary>A tenth of the shortest time that is kept, within reason.</summary>
    private TimeSpan Interval()
    {
        var shortest = Math.Min(options.KeepAliveInterval.TotalMilliseconds, options.KeepAliveTimeout.TotalMilliseconds);
        if (options.IdleTimeout > TimeSpan.Zero)
        {
            shortest = Math.Min(shortest, options.IdleTimeout.TotalMilliseconds);
        }

        return TimeSpan.FromMilliseconds(Math.Clamp(shortest / 10, 10, 5_000));
    }
}

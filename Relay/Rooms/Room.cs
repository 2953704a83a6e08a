using System.Diagnostics;
using RtcPeer.Relay.Backplane;

namespace RtcPeer.Relay.Rooms;

/// <summary>The clients that hear each other.</summary>
/// <param name="name">The path of its URL.</param>
/// <param name="backplane">Reaches the room's clients on other relays; null if there are none.</param>
internal sealed class Room(string name, IBackplane? backplane) : IThreadPoolWorkItem
{
    /// <summary>Up to so many members are flushed at once, always: to hand that to another thread would cost as much.</summary>
    private const int Few = 3;

    /// <summary>A room that was flushed so recently is busy, and is flushed after what its other members have sent
    /// already: what waits for a member then leaves in one piece.</summary>
    private static readonly long Recently = Stopwatch.Frequency / 5000;

    // Replaced as a whole by RoomTable, under its lock: senders read it without one.
    private volatile RelayClient[] _members = [];
    private long _lastFlush;
    private int _isFlushDue;

    public string Name { get; } = name;

    /// <summary>What the room is called among relays.</summary>
    public RoomKey Key { get; } = backplane is null ? default : RoomKey.Of(name);

    public int Count => _members.Length;

    /// <summary>Queues a message for all others of the room; it leaves with the next <see cref="Flush"/>. Never waits.</summary>
    public void Queue(RelayClient sender, RelayMessage message)
    {
        QueueHere(sender, message);
        backplane?.Publish(Key, message);
    }

    /// <summary>Sends a message that a client of another relay has sent. Never waits.</summary>
    public void Deliver(RelayMessage message)
    {
        QueueHere(null, message);
        Flush();
    }

    /// <summary>Sends what is queued for the members. Never waits.</summary>
    public void Flush()
    {
        if (Interlocked.Exchange(ref _isFlushDue, 1) != 0)
        {
            return;
        }

        if (_members.Length <= Few || Stopwatch.GetTimestamp() - Volatile.Read(ref _lastFlush) >= Recently)
        {
            FlushNow();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => FlushNow();

    internal void Add(RelayClient client) => _members = [.. _members, client];

    internal void Remove(RelayClient client) => _members = Array.FindAll(_members, member => member != client);

    private void QueueHere(RelayClient? sender, RelayMessage message)
    {
        foreach (var member in _members)
        {
            if (member != sender)
            {
                member.Queue(message);
            }
        }
    }

    private void FlushNow()
    {
        // First, so that what is queued from here on is flushed again.
        Volatile.Write(ref _isFlushDue, 0);
        Interlocked.MemoryBarrier();
        foreach (var member in _members)
        {
            member.Flush();
        }

        Volatile.Write(ref _lastFlush, Stopwatch.GetTimestamp());
    }
}

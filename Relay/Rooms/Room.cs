using System.Diagnostics;

namespace RtcPeer.Relay.Rooms;

/// <summary>The clients that hear each other.</summary>
internal sealed class Room(string name) : IThreadPoolWorkItem
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

    public int Count => _members.Length;

    /// <summary>Sends a message to all others of the room. Never waits.</summary>
    public void Broadcast(RelayClient? sender, RelayMessage message)
    {
        Queue(sender, message);
        Flush();
    }

    /// <summary>Queues a message for all others of the room; it leaves with the next <see cref="Flush"/>. Never waits.</summary>
    public void Queue(RelayClient? sender, RelayMessage message)
    {
        foreach (var member in _members)
        {
            if (member != sender)
            {
                member.Queue(message);
            }
        }
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

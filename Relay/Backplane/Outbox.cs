using RtcPeer.Relay.Rooms;

namespace RtcPeer.Relay.Backplane;

/// <summary>
/// The messages for the other relays: those that wait to be sent, and behind them those that were sent not long ago,
/// which another relay may ask for again. Bounded in number, bytes and age; the oldest goes first. For any number of
/// threads; the time is the caller's.
/// </summary>
internal sealed class Outbox(int maxMessages, long maxBytes, TimeSpan maxAge)
{
    private readonly Lock _lock = new();
    private readonly Queue<OutboxEntry> _waiting = new();

    /// <summary>By number, without gaps.</summary>
    private readonly Dictionary<ulong, OutboxEntry> _sent = [];

    private ulong _newest;
    private long _bytes;
    private long _droppedFull;
    private long _droppedExpired;

    /// <summary>The number of the last message that was sent; 0 before the first.</summary>
    public ulong Newest => Locked(() => _newest);

    /// <summary>How many messages have not been sent.</summary>
    public int Waiting => Locked(() => _waiting.Count);

    /// <summary>How many messages are kept, sent or not.</summary>
    public int Count => Locked(() => _waiting.Count + _sent.Count);

    /// <summary>The bytes of all messages that are kept.</summary>
    public long Bytes => Locked(() => _bytes);

    /// <summary>How many messages were never sent because newer ones needed their room.</summary>
    public long DroppedFull => Locked(() => _droppedFull);

    /// <summary>How many messages were never sent because they had become too old.</summary>
    public long DroppedExpired => Locked(() => _droppedExpired);

    /// <summary>Adds a message, for which older ones may have to go.</summary>
    public void Add(RoomKey room, RelayMessage message, TimeSpan now)
    {
        lock (_lock)
        {
            RemoveExpired(now);
            while (_waiting.Count + _sent.Count > 0
                && (_waiting.Count + _sent.Count >= maxMessages || _bytes + message.Payload.Length > maxBytes))
            {
                if (RemoveOldest())
                {
                    _droppedFull++;
                }
            }

            _waiting.Enqueue(new OutboxEntry(0, room, message, now));
            _bytes += message.Payload.Length;
        }
    }

    /// <summary>Takes the oldest message that waits, which counts as sent from now on.</summary>
    public bool TryTake(TimeSpan now, out OutboxEntry entry)
    {
        lock (_lock)
        {
            RemoveExpired(now);
            if (!_waiting.TryDequeue(out entry))
            {
                return false;
            }

            entry = entry with { Sequence = ++_newest };
            _sent.Add(entry.Sequence, entry);
            return true;
        }
    }

    /// <summary>The first sent message from a number on that is still here.</summary>
    public bool TryFind(ulong from, TimeSpan now, out OutboxEntry entry)
    {
        lock (_lock)
        {
            RemoveExpired(now);
            return _sent.TryGetValue(Math.Max(from, OldestSent), out entry);
        }
    }

    /// <summary>The number of the first sent message that is not older than an age; that of the next if all are.</summary>
    public ulong FirstSince(TimeSpan age, TimeSpan now)
    {
        lock (_lock)
        {
            RemoveExpired(now);
            var first = OldestSent;
            while (first <= _newest && _sent[first].At < now - age)
            {
                first++;
            }

            return first;
        }
    }

    private ulong OldestSent => _newest + 1 - (ulong)_sent.Count;

    private void RemoveExpired(TimeSpan now)
    {
        while (_sent.TryGetValue(OldestSent, out var oldest) || _waiting.TryPeek(out oldest))
        {
            if (now - oldest.At <= maxAge)
            {
                return;
            }

            if (RemoveOldest())
            {
                _droppedExpired++;
            }
        }
    }

    /// <summary>Whether the message that was removed had never been sent.</summary>
    private bool RemoveOldest()
    {
        var isUnsent = !_sent.Remove(OldestSent, out var removed);
        if (isUnsent)
        {
            removed = _waiting.Dequeue();
        }

        _bytes -= removed.Message.Payload.Length;
        return isUnsent;
    }

    private T Locked<T>(Func<T> get)
    {
        lock (_lock)
        {
            return get();
        }
    }
}

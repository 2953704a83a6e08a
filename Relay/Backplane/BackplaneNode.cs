using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text.Unicode;

namespace RtcPeer.Relay.Backplane;

/// <summary>
/// This relay among the others, without network and clock. Every envelope reaches all relays that have a queue at the
/// broker. A queue lives no longer than its connection, so whoever was away announces itself, hears what the others have
/// sent meanwhile, and asks each for what is missing, which comes into its own queue in order.
/// </summary>
internal sealed class BackplaneNode
{
    /// <summary>How often a relay says that it is here, so that a loss nobody noticed does not last.</summary>
    public static readonly TimeSpan AnnounceInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long an envelope is taken to have been on its way at most.</summary>
    private static readonly TimeSpan MaxTransit = TimeSpan.FromSeconds(2);

    /// <summary>As AMQP has it for a queue's name, in bytes.</summary>
    private const int MaxQueueName = 255;

    private const int MaxRelays = 1024;

    private readonly Lock _lock = new();
    private readonly RelayId _id;
    private readonly int _maxMessageBytes;
    private readonly TimeSpan _startedAt;
    private readonly Inbox _inbox = new(MaxRelays);
    private readonly Queue<Outgoing> _replies = new();
    private readonly Dictionary<string, Resending> _resending = new(StringComparer.Ordinal);
    private bool _announceAsks;
    private TimeSpan _announceAt;
    private TimeSpan _announcedAt;
    private TimeSpan? _connectedAt;
    private long _malformed;
    private long _tooBig;

    /// <param name="id">This relay.</param>
    /// <param name="outbox">What its clients send.</param>
    /// <param name="maxMessageBytes">The largest message that its clients get.</param>
    /// <param name="now">When it starts: it wants nothing older.</param>
    public BackplaneNode(RelayId id, Outbox outbox, int maxMessageBytes, TimeSpan now)
    {
        _id = id;
        Outbox = outbox;
        _maxMessageBytes = maxMessageBytes;
        _startedAt = now;
    }

    /// <summary>What one relay is sent again.</summary>
    /// <param name="Target">The relay.</param>
    /// <param name="Next">The number of the next message for it.</param>
    /// <param name="IsFirst">Whether it still has to hear what comes.</param>
    private sealed record Resending(RelayId Target, ulong Next, bool IsFirst);

    public Outbox Outbox { get; }

    /// <summary>Messages of other relays that were not to be had any more.</summary>
    public long Lost => Locked(() => _inbox.Lost);

    /// <summary>Envelopes that no relay writes, and texts that are not UTF-8.</summary>
    public long Malformed => Locked(() => _malformed);

    /// <summary>Messages of other relays that are larger than this one allows.</summary>
    public long TooBig => Locked(() => _tooBig);

    /// <summary>How many other relays are there: those heard of on this connection, and not long ago.</summary>
    public int CountOthers(TimeSpan now) => Locked(
        () => _connectedAt is { } since ? _inbox.CountHeard(new[] { since, now - (3 * AnnounceInterval) }.Max()) : 0);

    /// <summary>There is a queue for this relay, which is empty, and what comes into it is received from now on.</summary>
    public void Connected(TimeSpan now)
    {
        lock (_lock)
        {
            _inbox.ForgetAsking();
            _replies.Clear();
            _resending.Clear();
            _announceAsks = true;
            _announceAt = now;
            _connectedAt = now;
        }
    }

    /// <summary>The queue is lost, and with it what was on its way.</summary>
    public void Disconnected()
    {
        lock (_lock)
        {
            _connectedAt = null;
        }
    }

    /// <summary>When there is something to send even if nothing happens.</summary>
    public TimeSpan NextDeadline => Locked(() => _announceAt);

    /// <summary>Whether <see cref="Receive"/> has left something to say to other relays.</summary>
    public bool OwesAnswers(TimeSpan now) => Locked(() => _replies.Count > 0 || _resending.Count > 0 || now >= _announceAt);

    /// <summary>Something has come from the broker.</summary>
    /// <param name="body">An envelope, or anything else.</param>
    /// <param name="replyTo">The queue of its sender.</param>
    /// <param name="now">The time.</param>
    /// <param name="message">What is for the clients of this relay; a view of the body.</param>
    public bool Receive(ReadOnlyMemory<byte> body, string? replyTo, TimeSpan now, [NotNullWhen(true)] out Envelope.Message? message)
    {
        message = null;
        lock (_lock)
        {
            if (!Envelope.TryRead(body, out var envelope))
            {
                _malformed++;
            }
            else if (envelope.Sender != _id)
            {
                message = Take(envelope, replyTo, now);
            }

            return message is not null;
        }
    }

    /// <summary>The next thing to send.</summary>
    public bool TryWrite(TimeSpan now, out Outgoing outgoing)
    {
        lock (_lock)
        {
            if (now >= _announceAt)
            {
                outgoing = new Outgoing(null, new Envelope.Announce(_id, Outbox.Newest, _announceAsks));
                _announceAsks = false;
                _announcedAt = now;
                _announceAt = now + AnnounceInterval;
                return true;
            }

            if (_replies.TryDequeue(out outgoing) || TryResend(now, out outgoing))
            {
                return true;
            }

            if (!Outbox.TryTake(now, out var entry))
            {
                return false;
            }

            outgoing = new Outgoing(null, ToMessage(entry));
            return true;
        }
    }

    private Envelope.Message? Take(Envelope envelope, string? replyTo, TimeSpan now)
    {
        switch (envelope)
        {
            case Envelope.Message message:
                var arrival = _inbox.OnMessage(message.Sender, message.Sequence, now);
                if (arrival == Arrival.TooEarly)
                {
                    AskFor(message.Sender, now);
                }

                return arrival == Arrival.Next && IsFit(message) ? message : null;
            case Envelope.Announce announce:
                if (_inbox.OnAnnounce(announce.Sender, announce.Newest, now))
                {
                    AskFor(announce.Sender, now);
                }

                if (announce.Asks)
                {
                    _announceAt = now;
                }

                break;
            case Envelope.Ask ask when ask.Target == _id && replyTo is { Length: > 0 and <= MaxQueueName } queue:
                if (_resending.Count < MaxRelays)
                {
                    var from = ask.From > 0 ? ask.From : Outbox.FirstSince(ask.Age + TransitOfAnswer(now), now);
                    _resending[queue] = new Resending(ask.Sender, from, IsFirst: true);
                }

                break;
            case Envelope.Replay replay when replay.Target == _id:
                _inbox.OnReplay(replay.Sender, replay.First, now);
                break;
        }

        return null;
    }

    /// <summary>
    /// How long an answer to our last announcement can have been on its way. An age in it is too small by that: what was sent
    /// just after its sender had started would pass for older.
    /// </summary>
    private TimeSpan TransitOfAnswer(TimeSpan now) => now - _announcedAt < MaxTransit ? now - _announcedAt : MaxTransit;

    private bool IsFit(Envelope.Message message)
    {
        if (message.Payload.Length > _maxMessageBytes)
        {
            _tooBig++;
            return false;
        }

        // A text that is none would make the clients close.
        if (message.Type == WebSocketMessageType.Text && !Utf8.IsValid(message.Payload.Span))
        {
            _malformed++;
            return false;
        }

        return true;
    }

    private void AskFor(RelayId sender, TimeSpan now)
    {
        if (_inbox.TryAsk(sender, now, out var from))
        {
            _replies.Enqueue(new Outgoing(null, new Envelope.Ask(_id, sender, from, now - _startedAt)));
        }
    }

    private bool TryResend(TimeSpan now, out Outgoing outgoing)
    {
        outgoing = default;
        foreach (var (queue, resending) in _resending)
        {
            var isThere = Outbox.TryFind(resending.Next, now, out var entry);
            var next = isThere ? entry.Sequence : Outbox.Newest + 1;
            if (resending.IsFirst || next > resending.Next)
            {
                outgoing = new Outgoing(queue, new Envelope.Replay(_id, resending.Target, next));
                _resending[queue] = resending with { Next = next, IsFirst = false };
                return true;
            }

            if (isThere)
            {
                outgoing = new Outgoing(queue, ToMessage(entry));
                _resending[queue] = resending with { Next = next + 1 };
                return true;
            }

            _resending.Remove(queue);
        }

        return false;
    }

    private Envelope.Message ToMessage(OutboxEntry entry) =>
        new(_id, entry.Sequence, entry.Room, entry.Message.Type, entry.Message.Payload);

    private T Locked<T>(Func<T> get)
    {
        lock (_lock)
        {
            return get();
        }
    }
}

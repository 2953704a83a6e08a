namespace RtcPeer.Relay.Backplane;

/// <summary>Where this relay is in what each other one sends: each message is taken once, and in its turn. For one thread
/// at a time; the time is the caller's.</summary>
/// <param name="maxSenders">Of how many relays it is known; the one that was silent for longest is forgotten first.</param>
internal sealed class Inbox(int maxSenders)
{
    /// <summary>How long an answer may take before a relay is asked again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How often a relay may begin with a message that then does not come, before it counts as lost.</summary>
    private const int MaxAttempts = 3;

    private readonly Dictionary<RelayId, Position> _positions = [];

    private sealed class Position
    {
        /// <summary>The number of the next message; 0 until the sender has said where it begins for us.</summary>
        public ulong Next { get; set; }

        public TimeSpan HeardAt { get; set; }

        public TimeSpan? AskedAt { get; set; }

        public int Attempts { get; set; }
    }

    /// <summary>How many messages were not to be had any more.</summary>
    public long Lost { get; private set; }

    /// <summary>How many relays were heard of since a time.</summary>
    public int CountHeard(TimeSpan since) => _positions.Values.Count(position => position.HeardAt >= since);

    /// <summary>A message of a relay has come.</summary>
    public Arrival OnMessage(RelayId sender, ulong sequence, TimeSpan now)
    {
        var position = Find(sender, now);
        if (position.Next == 0)
        {
            return Arrival.TooEarly;
        }

        if (sequence > position.Next && position.Attempts >= MaxAttempts)
        {
            Lost += (long)(sequence - position.Next);
            position.Next = sequence;
        }

        if (sequence != position.Next)
        {
            return sequence < position.Next ? Arrival.Known : Arrival.TooEarly;
        }

        position.Next++;
        position.Attempts = 0;
        position.AskedAt = null;
        return Arrival.Next;
    }

    /// <summary>A relay has told what it has sent; returns whether some of it is missing here.</summary>
    public bool OnAnnounce(RelayId sender, ulong newest, TimeSpan now)
    {
        var position = Find(sender, now);
        return position.Next == 0 || newest >= position.Next;
    }

    /// <summary>A relay begins to send again.</summary>
    public void OnReplay(RelayId sender, ulong first, TimeSpan now)
    {
        var position = Find(sender, now);
        position.AskedAt = null;
        position.Attempts++;
        if (first > position.Next)
        {
            Lost += position.Next == 0 ? 0 : (long)Math.Min(first - position.Next, long.MaxValue / 2);
            position.Next = first;
            position.Attempts = 0;
        }
    }

    /// <summary>Whether a relay is to be asked now for what is missing.</summary>
    /// <param name="from">The number to begin with; 0 if nothing of the relay is known.</param>
    public bool TryAsk(RelayId sender, TimeSpan now, out ulong from)
    {
        var position = Find(sender, now);
        from = position.Next;
        if (position.AskedAt is { } asked && now - asked < Patience)
        {
            return false;
        }

        position.AskedAt = now;
        return true;
    }

    /// <summary>Answers to what was asked before will not come any more.</summary>
    public void ForgetAsking()
    {
        foreach (var position in _positions.Values)
        {
            position.AskedAt = null;
            position.Attempts = 0;
        }
    }

    private Position Find(RelayId sender, TimeSpan now)
    {
        if (!_positions.TryGetValue(sender, out var position))
        {
            if (_positions.Count >= maxSenders)
            {
                _positions.Remove(_positions.MinBy(pair => pair.Value.HeardAt).Key);
            }

            _positions.Add(sender, position = new Position());
        }

        position.HeardAt = now;
        return position;
    }
}

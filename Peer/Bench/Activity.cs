namespace RtcPeer.Peer.Bench;

/// <summary>What goes on just now, written by the one who measures and read by the <see cref="Watch"/>.</summary>
internal sealed class Activity
{
    private long _amount;

    /// <summary>In a word or two; null before anything has begun.</summary>
    public string? Name { get; private set; }

    /// <summary>How far it has come, in bytes or in round trips.</summary>
    public long Amount => Volatile.Read(ref _amount);

    public void Begin(string name)
    {
        Volatile.Write(ref _amount, 0);
        Name = name;
    }

    /// <summary>Not atomic: one measures at a time.</summary>
    public void Add(int amount) => Volatile.Write(ref _amount, _amount + amount);
}

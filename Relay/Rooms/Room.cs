namespace RtcPeer.Relay.Rooms;

/// <summary>The clients that hear each other.</summary>
internal sealed class Room(string name)
{
    // Replaced as a whole by RoomTable, under its lock: senders read it without one.
    private volatile RelayClient[] _members = [];

    public string Name { get; } = name;

    public int Count => _members.Length;

    /// <summary>Queues a message for all others of the room. Never waits.</summary>
    public void Broadcast(RelayClient sender, RelayMessage message)
    {
        foreach (var member in _members)
        {
            if (member != sender)
            {
                member.Send(message);
            }
        }
    }

    internal void Add(RelayClient client) => _members = [.. _members, client];

    internal void Remove(RelayClient client) => _members = Array.FindAll(_members, member => member != client);
}

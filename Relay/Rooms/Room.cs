using RtcPeer.Relay.Backplane;

namespace RtcPeer.Relay.Rooms;

/// <summary>The clients that hear each other.</summary>
/// <param name="name">The path of its URL.</param>
/// <param name="backplane">Reaches the room's clients on other relays; null if there are none.</param>
internal sealed class Room(string name, IBackplane? backplane)
{
    // Replaced as a whole by RoomTable, under its lock: senders read it without one.
    private volatile RelayClient[] _members = [];

    public string Name { get; } = name;

    /// <summary>What the room is called among relays.</summary>
    public RoomKey Key { get; } = backplane is null ? default : RoomKey.Of(name);

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

        backplane?.Publish(Key, message);
    }

    /// <summary>Queues a message that a client of another relay has sent. Never waits.</summary>
    public void Deliver(RelayMessage message)
    {
        foreach (var member in _members)
        {
            member.Send(message);
        }
    }

    internal void Add(RelayClient client) => _members = [.. _members, client];

    internal void Remove(RelayClient client) => _members = Array.FindAll(_members, member => member != client);
}

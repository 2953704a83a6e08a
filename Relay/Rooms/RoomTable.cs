namespace RtcPeer.Relay.Rooms;

/// <summary>All rooms that have clients.</summary>
internal sealed class RoomTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly HashSet<RelayClient> _clients = [];

    public int RoomCount
    {
        get
        {
            lock (_lock)
            {
                return _rooms.Count;
            }
        }
    }

    public int ClientCount
    {
        get
        {
            lock (_lock)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>The clients that are here now.</summary>
    public IReadOnlyList<RelayClient> Clients()
    {
        lock (_lock)
        {
            return [.. _clients];
        }
    }

    /// <summary>Puts a client into a room, which is made if it does not exist.</summary>
    public Room Join(string name, RelayClient client)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(name, out var room))
            {
                _rooms.Add(name, room = new Room(name));
            }

            room.Add(client);
            _clients.Add(client);
            return room;
        }
    }

    /// <summary>Takes a client out of its room, which goes when it is empty.</summary>
    public void Leave(Room room, RelayClient client)
    {
        lock (_lock)
        {
            room.Remove(client);
            _clients.Remove(client);
            if (room.Count == 0)
            {
                _rooms.Remove(room.Name);
            }
        }
    }
}

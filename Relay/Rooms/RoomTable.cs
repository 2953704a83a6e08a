using System.Diagnostics.CodeAnalysis;
using RtcPeer.Relay.Backplane;

namespace RtcPeer.Relay.Rooms;

/// <summary>All rooms that have clients, as many as the limits let in.</summary>
internal sealed class RoomTable(RelayOptions limits, IBackplane? backplane = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<RoomKey, Room> _roomsByKey = [];
    private readonly Dictionary<AddressKey, int> _perAddress = [];
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

    /// <summary>The room of which another relay speaks; null if nobody is in it here.</summary>
    public Room? Find(RoomKey key)
    {
        lock (_lock)
        {
            return _roomsByKey.GetValueOrDefault(key);
        }
    }

    /// <summary>Puts a client into a room, which is made if it does not exist; or says what limit forbids it.</summary>
    public bool TryJoin(
        string name, RelayClient client, [NotNullWhen(true)] out Room? room, [NotNullWhen(false)] out CloseReason? refusal)
    {
        var address = AddressKey.Of(client.Address);
        lock (_lock)
        {
            var ofAddress = _perAddress.GetValueOrDefault(address);
            _rooms.TryGetValue(name, out room);
            refusal = this switch
            {
                _ when IsReached(limits.MaxClients, _clients.Count) => CloseReason.RelayFull,
                _ when IsReached(limits.MaxClientsPerAddress, ofAddress) => CloseReason.AddressFull,
                _ when room is null && IsReached(limits.MaxRooms, _rooms.Count) => CloseReason.TooManyRooms,
                _ when room is not null && IsReached(limits.MaxClientsPerRoom, room.Count) => CloseReason.RoomFull,
                _ => null,
            };
            if (refusal is not null)
            {
                room = null;
                return false;
            }

            if (room is null)
            {
                _rooms.Add(name, room = new Room(name, backplane));
                _roomsByKey[room.Key] = room;
            }

            room.Add(client);
            _clients.Add(client);
            _perAddress[address] = ofAddress + 1;
            return true;
        }
    }

    /// <summary>Takes a client out of its room, which goes when it is empty.</summary>
    public void Leave(Room room, RelayClient client)
    {
        var address = AddressKey.Of(client.Address);
        lock (_lock)
        {
            room.Remove(client);
            _clients.Remove(client);
            if (room.Count == 0)
            {
                _rooms.Remove(room.Name);
                _roomsByKey.Remove(room.Key);
            }

            if (--_perAddress[address] == 0)
            {
                _perAddress.Remove(address);
            }
        }
    }

    private static bool IsReached(int limit, int count) => limit > 0 && count >= limit;
}

using RtcPeer.Relay.Rooms;

namespace RtcPeer.Relay.Backplane;

/// <summary>What carries the messages of a room to its clients on other relays.</summary>
internal interface IBackplane
{
    /// <summary>Hands a message of a client of this relay over. Never waits, and never fails: what cannot be sent now is
    /// kept.</summary>
    void Publish(RoomKey room, RelayMessage message);
}

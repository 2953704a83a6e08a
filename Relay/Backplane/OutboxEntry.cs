using RtcPeer.Relay.Rooms;

namespace RtcPeer.Relay.Backplane;

/// <summary>A message for the other relays.</summary>
/// <param name="Sequence">Its number; 0 until it is sent for the first time.</param>
/// <param name="Room">Where it belongs.</param>
/// <param name="Message">What a client sent.</param>
/// <param name="At">When it was added.</param>
internal readonly record struct OutboxEntry(ulong Sequence, RoomKey Room, RelayMessage Message, TimeSpan At);

using System.Net.WebSockets;

namespace RtcPeer.Relay.Rooms;

/// <summary>One whole message; every receiver's queue holds the same object.</summary>
/// <param name="Payload">The bytes as the sender sent them.</param>
/// <param name="Type">Text or binary, as the sender sent it.</param>
/// <param name="ReceivedAt">When it had arrived, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> tells it.</param>
internal sealed record RelayMessage(ReadOnlyMemory<byte> Payload, WebSocketMessageType Type, long ReceivedAt);

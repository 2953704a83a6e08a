using System.Globalization;
using System.Net.WebSockets;

namespace RtcPeer.Relay.Rooms;

/// <summary>Why the relay closes a client. The codes are part of its interface: those from 4000 on are its own
/// (RFC 6455 section 7.4.2).</summary>
/// <param name="Code">The code of the close frame.</param>
/// <param name="Label">The reason in the metrics.</param>
/// <param name="Text">The reason in the close frame, at most 123 bytes.</param>
internal sealed record CloseReason(int Code, string Label, string? Text)
{
    /// <summary>The relay goes away.</summary>
    public static CloseReason Stopping { get; } = new(1001, "relay_stops", "the relay stops");

    /// <summary>The relay has drained: whoever let it do so has put another in its place.</summary>
    public static CloseReason Drained { get; } = new(1012, "relay_stops", "the relay restarts; try again soon");

    public static CloseReason TooSlow { get; } = new(1013, "too_slow", "too slow: the queue is full");

    /// <summary>The client breaks the rules of the protocol.</summary>
    public static CloseReason Malformed { get; } = new((int)WebSocketCloseStatus.ProtocolError, "malformed", "that was no WebSocket frame");

    public static CloseReason NotText { get; } = new((int)WebSocketCloseStatus.InvalidPayloadData, "malformed", "that text was not UTF-8");

    public static CloseReason RelayFull { get; } = new(4001, "relay_full", "the relay is full");

    public static CloseReason AddressFull { get; } = new(4002, "address_full", "too many clients from this address");

    public static CloseReason RoomFull { get; } = new(4003, "room_full", "the room is full");

    public static CloseReason TooManyRooms { get; } = new(4004, "too_many_rooms", "there are too many rooms");

    public static CloseReason Idle { get; } = new(4007, "idle", "idle for too long");

    public static CloseReason MessageTooBig(int limit) =>
        new(1009, "message_too_big", Invariant($"messages are at most {limit} bytes"));

    public static CloseReason TooManyMessages(int limit) =>
        new(4005, "too_many_messages", Invariant($"too many messages: at most {limit} a second"));

    public static CloseReason TooManyBytes(int limit) =>
        new(4006, "too_many_bytes", Invariant($"too many bytes: at most {limit} a second"));

    /// <summary>The client closes, and is answered with its own code.</summary>
    public static CloseReason ByClient(int? status) => new(status ?? (int)WebSocketCloseStatus.Empty, "by_client", null);

    /// <summary>As in the log: never what the client wrote.</summary>
    public override string ToString() => Text is null ? Invariant($"{Code}") : Invariant($"{Code} {Text}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

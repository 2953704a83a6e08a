using System.Net.WebSockets;
using RtcPeer.Relay.WebSockets;

namespace RtcPeer.Relay.Rooms;

/// <summary>One whole message, framed once: every receiver is sent the same bytes.</summary>
internal sealed class RelayMessage
{
    private readonly byte[] _frame;
    private readonly int _headerBytes;

    /// <param name="payload">The bytes as the sender sent them; copied.</param>
    /// <param name="type">Text or binary, as the sender sent it.</param>
    /// <param name="receivedAt">When it had arrived, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> tells it.</param>
    public RelayMessage(ReadOnlyMemory<byte> payload, WebSocketMessageType type, long receivedAt)
        : this(payload.Length, type, receivedAt) =>
        payload.Span.CopyTo(_frame.AsSpan(_headerBytes));

    private RelayMessage(int length, WebSocketMessageType type, long receivedAt)
    {
        _headerBytes = FrameHeader.SizeFor(length);
        _frame = GC.AllocateUninitializedArray<byte>(_headerBytes + length);
        FrameHeader.Write(_frame, type == WebSocketMessageType.Text ? Opcode.Text : Opcode.Binary, length);
        Type = type;
        ReceivedAt = receivedAt;
    }

    /// <summary>The bytes as the sender sent them.</summary>
    public ReadOnlyMemory<byte> Payload => _frame.AsMemory(_headerBytes);

    /// <summary>The message as it goes to a client.</summary>
    public ReadOnlyMemory<byte> Frame => _frame;

    /// <summary>Text or binary, as the sender sent it.</summary>
    public WebSocketMessageType Type { get; }

    /// <summary>When it had arrived, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> tells it.</summary>
    public long ReceivedAt { get; }

    /// <summary>A message whose payload the caller writes, before anyone else sees it.</summary>
    public static RelayMessage Create(int length, WebSocketMessageType type, long receivedAt, out Span<byte> payload)
    {
        var message = new RelayMessage(length, type, receivedAt);
        payload = message._frame.AsSpan(message._headerBytes);
        return message;
    }
}

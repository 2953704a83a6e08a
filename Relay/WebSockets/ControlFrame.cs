using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Unicode;

namespace RtcPeer.Relay.WebSockets;

/// <summary>Close, ping and pong, as bytes (RFC 6455 section 5.5).</summary>
internal static class ControlFrame
{
    /// <summary>The most bytes that a control frame carries.</summary>
    public const int MaxPayloadBytes = 125;

    /// <summary>A ping with no payload.</summary>
    public static byte[] Ping { get; } = Of(Opcode.Ping, []);

    public static byte[] Pong(ReadOnlySpan<byte> payload) => Of(Opcode.Pong, payload);

    /// <param name="status">The status; 1005 stands for a frame without one.</param>
    /// <param name="reason">At most 123 bytes.</param>
    public static byte[] Close(int status, string? reason)
    {
        if (status == (int)WebSocketCloseStatus.Empty)
        {
            return Of(Opcode.Close, []);
        }

        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason ?? "")];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        Encoding.UTF8.GetBytes(reason ?? "", payload.AsSpan(2));
        return Of(Opcode.Close, payload);
    }

    /// <summary>Reads what a close carries: 1005 if that is nothing; false if it is what no close may carry (RFC 6455
    /// section 7.4).</summary>
    public static bool TryReadClose(ReadOnlySpan<byte> payload, out int status)
    {
        if (payload.Length < 2)
        {
            status = (int)WebSocketCloseStatus.Empty;
            return payload.IsEmpty;
        }

        status = BinaryPrimitives.ReadUInt16BigEndian(payload);
        return status is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999) && Utf8.IsValid(payload[2..]);
    }

    private static byte[] Of(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[2 + payload.Length];
        FrameHeader.Write(frame, opcode, payload.Length);
        payload.CopyTo(frame.AsSpan(2));
        return frame;
    }
}

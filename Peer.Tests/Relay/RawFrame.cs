using System.Buffers.Binary;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>A frame as it is on the wire (RFC 6455 section 5.2).</summary>
internal sealed record RawFrame(bool Fin, int Opcode, byte[] Payload)
{
    public const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    public int CloseStatus => BinaryPrimitives.ReadUInt16BigEndian(Payload);
}

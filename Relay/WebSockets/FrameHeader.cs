using System.Buffers.Binary;

namespace RtcPeer.Relay.WebSockets;

/// <summary>The header of one frame (RFC 6455 section 5.2).</summary>
/// <param name="Opcode">What the frame is; may be one that does not exist.</param>
/// <param name="Fin">Whether the message ends with this frame.</param>
/// <param name="HasReserved">Whether a reserved bit is set, which no extension has given a meaning.</param>
/// <param name="IsMasked">Whether the payload is masked, as that of each client must be.</param>
/// <param name="Length">Bytes of the payload; below zero for a length that no frame may have.</param>
/// <param name="Mask">The four bytes of the mask, the first of them the lowest.</param>
internal readonly record struct FrameHeader(Opcode Opcode, bool Fin, bool HasReserved, bool IsMasked, long Length, uint Mask)
{
    /// <summary>The longest header: with eight bytes of length, and a mask.</summary>
    public const int MaxBytes = 14;

    private const byte FinBit = 0x80, ReservedBits = 0x70, OpcodeBits = 0x0F, MaskBit = 0x80, LengthBits = 0x7F;
    private const byte ShortLength = 126, LongLength = 127;

    /// <summary>Whether it is a close, ping or pong (or one of those that do not exist).</summary>
    public bool IsControl => ((byte)Opcode & 8) != 0;

    /// <summary>Reads a header; false when it is not there as a whole. A header without a mask is at its end early.</summary>
    public static bool TryRead(ReadOnlySpan<byte> input, out FrameHeader header, out int size)
    {
        (header, size) = (default, 2);
        if (input.Length < size)
        {
            return false;
        }

        long length = input[1] & LengthBits;
        size += length switch { ShortLength => 2, LongLength => 8, _ => 0 };
        var isMasked = (input[1] & MaskBit) != 0;
        var maskAt = size;
        size += isMasked ? 4 : 0;
        if (isMasked && input.Length < size)
        {
            return false;
        }

        var mask = 0u;
        if (isMasked)
        {
            length = length switch
            {
                ShortLength => BinaryPrimitives.ReadUInt16BigEndian(input[2..]),
                LongLength => BinaryPrimitives.ReadInt64BigEndian(input[2..]),
                _ => length,
            };
            mask = BinaryPrimitives.ReadUInt32LittleEndian(input[maskAt..]);
        }

        header = new((Opcode)(input[0] & OpcodeBits), (input[0] & FinBit) != 0, (input[0] & ReservedBits) != 0, isMasked, length, mask);
        return true;
    }

    /// <summary>How long the header of a whole message is that goes to a client.</summary>
    public static int SizeFor(int length) => length < ShortLength ? 2 : length <= ushort.MaxValue ? 4 : 10;

    /// <summary>Writes the header of a whole message that goes to a client: not masked (RFC 6455 section 5.1).</summary>
    public static void Write(Span<byte> destination, Opcode opcode, int length)
    {
        destination[0] = (byte)(FinBit | (byte)opcode);
        switch (SizeFor(length))
        {
            case 2:
                destination[1] = (byte)length;
                break;
            case 4:
                destination[1] = ShortLength;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)length);
                break;
            default:
                destination[1] = LongLength;
                BinaryPrimitives.WriteInt64BigEndian(destination[2..], length);
                break;
        }
    }
}

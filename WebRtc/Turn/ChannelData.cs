using System.Buffers.Binary;

namespace RtcPeer.WebRtc.Turn;

/// <summary>The four bytes that stand before data on a channel, instead of a whole STUN message (RFC 8656 section 12.4).</summary>
internal static class ChannelData
{
    public const int HeaderLength = 4;

    /// <summary>The most that padding adds, in bytes.</summary>
    public const int MaxPadding = 3;

    /// <summary>"The channel number is in the range 0x4000 through 0x4FFF (inclusive)" (RFC 8656 section 12).</summary>
    public const ushort FirstNumber = 0x4000;

    public const ushort LastNumber = 0x4FFF;

    /// <summary>Takes a frame apart. What stands behind the payload is padding, which is allowed over UDP as well.</summary>
    public static bool TryRead(Span<byte> frame, out ushort number, out Span<byte> payload)
    {
        payload = default;
        number = 0;
        if (!TryReadLength(frame, out var length) || frame.Length < HeaderLength + length) return false;
        number = BinaryPrimitives.ReadUInt16BigEndian(frame);
        payload = frame.Slice(HeaderLength, length);
        return number is >= FirstNumber and <= LastNumber;
    }

    /// <summary>The length of the payload of the frame that begins here; false while its header is not all there.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> frame, out int length)
    {
        length = 0;
        if (frame.Length < HeaderLength) return false;
        length = BinaryPrimitives.ReadUInt16BigEndian(frame[2..]);
        return true;
    }

    /// <summary>
    /// Writes the header before a payload that stands behind it already, and the padding: "Over TCP and TLS-over-TCP,
    /// the ChannelData message MUST be padded to a multiple of four bytes" (RFC 8656 section 12.5). Returns the length
    /// of the whole.
    /// </summary>
    public static int Write(Span<byte> frame, ushort number, int payloadLength, bool isPadded)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame, number);
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payloadLength);
        var end = HeaderLength + payloadLength;
        if (!isPadded) return end;
        var padded = Padded(end);
        frame[end..padded].Clear();
        return padded;
    }

    public static int Padded(int length) => length + 3 & ~3;
}

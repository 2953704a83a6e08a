using System.Numerics;

namespace RtcPeer.Relay.WebSockets;

/// <summary>The mask that lies over all that clients send (RFC 6455 section 5.3).</summary>
internal static class FrameMask
{
    /// <summary>Takes the mask off a piece of a payload.</summary>
    /// <param name="source">The piece.</param>
    /// <param name="destination">Where it goes; at least as long.</param>
    /// <param name="mask">The mask of the frame, its first byte the lowest.</param>
    /// <param name="offset">How many bytes of the payload came before.</param>
    public static void Remove(ReadOnlySpan<byte> source, Span<byte> destination, uint mask, long offset)
    {
        mask = BitOperations.RotateRight(mask, 8 * (int)(offset & 3));
        var at = 0;
        var wide = Vector.AsVectorByte(new Vector<uint>(BitConverter.IsLittleEndian ? mask : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(mask)));
        for (; at <= source.Length - Vector<byte>.Count; at += Vector<byte>.Count)
        {
            (new Vector<byte>(source[at..]) ^ wide).CopyTo(destination[at..]);
        }

        for (; at < source.Length; at++)
        {
            destination[at] = (byte)(source[at] ^ (mask >> (8 * (at & 3))));
        }
    }
}

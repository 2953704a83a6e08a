using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>The frames of the load (RFC 6455 section 5.2): texts of one size, that begin with a time where that is measured.</summary>
internal static class LoadFrames
{
    /// <summary>The bytes of a message.</summary>
    public const int MessageBytes = 300;

    private const int MaskedHeaderBytes = 8;
    private const int TimeBytes = 16;
    private const byte Text = 0x81;

    private static ReadOnlySpan<byte> Mask => [0x5A, 0xC3, 0x17, 0x88];

    /// <summary>A masked close with the status 1000.</summary>
    public static ReadOnlySpan<byte> Close => [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8];

    /// <summary>Some messages in masked frames, one behind the other.</summary>
    public static byte[] Messages(int count)
    {
        var one = new byte[MaskedHeaderBytes + MessageBytes];
        one[0] = Text;
        one[1] = 0x80 | 126;
        BinaryPrimitives.WriteUInt16BigEndian(one.AsSpan(2), MessageBytes);
        Mask.CopyTo(one.AsSpan(4));
        for (var i = 0; i < MessageBytes; i++)
        {
            one[MaskedHeaderBytes + i] = (byte)('x' ^ Mask[i % 4]);
        }

        return [.. Enumerable.Repeat(one, count).SelectMany(frame => frame)];
    }

    /// <summary>Writes the time into a message of <see cref="Messages"/>.</summary>
    public static void Stamp(Span<byte> frame)
    {
        Span<byte> time = stackalloc byte[TimeBytes];
        Utf8Formatter.TryFormat(Stopwatch.GetTimestamp(), time, out _, new('D', TimeBytes));
        for (var i = 0; i < TimeBytes; i++)
        {
            frame[MaskedHeaderBytes + i] = (byte)(time[i] ^ Mask[i % 4]);
        }
    }

    /// <summary>How long ago the message was sent, in ms.</summary>
    public static double AgeOf(ReadOnlySpan<byte> message) =>
        Utf8Parser.TryParse(message[..TimeBytes], out long sent, out _) ? Stopwatch.GetElapsedTime(sent).TotalMilliseconds : double.NaN;

    /// <summary>Takes the next frame of a relay; false when it is not there as a whole.</summary>
    /// <param name="input">What has come; the frame is cut off.</param>
    /// <param name="isText">Whether it is a message.</param>
    /// <param name="payload">Its bytes.</param>
    public static bool TryTake(ref ReadOnlySpan<byte> input, out bool isText, out ReadOnlySpan<byte> payload)
    {
        isText = false;
        payload = default;
        if (input.Length < 4)
        {
            return false;
        }

        var (header, length) = input[1] == 126 ? (4, BinaryPrimitives.ReadUInt16BigEndian(input[2..])) : (2, input[1]);
        if (input.Length < header + length)
        {
            return false;
        }

        isText = input[0] == Text;
        payload = input.Slice(header, length);
        input = input[(header + length)..];
        return true;
    }
}

using System.Buffers;

namespace RtcPeer.Peer.Conversing;

/// <summary>
/// How the bytes of a stream appear on stdout. Nothing is done to them but that lines stay whole where several peers write,
/// and where each is to look different from how it came.
/// </summary>
/// <param name="separator">What ends a line.</param>
/// <param name="format">How each line is to appear; null for as it came.</param>
/// <param name="mendsEnd">Whether a last line without an end gets one, where lines appear as they came.</param>
internal sealed class StreamFormat(byte separator, IMessageFormat? format, Func<bool> mendsEnd)
{
    /// <summary>A line that is longer comes in pieces; in bytes.</summary>
    private const int MaxLine = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _partial = new();

    /// <summary>Appends what is whole; how many bytes of the stream these were.</summary>
    public int Append(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var end = bytes.LastIndexOf(separator) + 1;
        var count = 0;
        if (end > 0 && _partial.WrittenCount > 0)
        {
            var first = bytes.IndexOf(separator) + 1;
            _partial.Write(bytes[..first]);
            count = Flush(output);
            bytes = bytes[first..];
            end -= first;
        }

        count += end;
        AppendLines(bytes[..end], output);
        _partial.Write(bytes[end..]);
        return _partial.WrittenCount > MaxLine ? count + Flush(output) : count;
    }

    /// <summary>Appends what is left when nothing will follow; how many bytes of the stream these were.</summary>
    public int End(IBufferWriter<byte> output)
    {
        if (_partial.WrittenCount > 0 && format is null && mendsEnd())
        {
            var count = Flush(output);
            output.Write([separator]);
            return count;
        }

        return Flush(output);
    }

    private int Flush(IBufferWriter<byte> output)
    {
        var count = _partial.WrittenCount;
        if (count > 0)
        {
            AppendLines(_partial.WrittenSpan, output);
            _partial.ResetWrittenCount();
        }

        return count;
    }

    private void AppendLines(ReadOnlySpan<byte> lines, IBufferWriter<byte> output)
    {
        if (format is null)
        {
            output.Write(lines);
            return;
        }

        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf(separator);
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? [] : lines[(end + 1)..];
            format.Append(separator == LineReader.Lf && line.EndsWith("\r"u8) ? line[..^1] : line, output);
        }
    }
}

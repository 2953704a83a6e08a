using System.Buffers;

namespace RtcPeer.Peer.Conversing;

/// <summary>Writes a stream to stdout: large pieces as they are, small ones together.</summary>
/// <param name="output">stdout.</param>
/// <param name="format">How it is to appear; null for exactly as it came.</param>
internal sealed class StreamOutput(Output output, StreamFormat? format)
{
    private const int FlushAt = 128 * 1024;
    private const int LargePiece = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _waiting = new();

    /// <summary>The bytes of the stream that wait to be written.</summary>
    private int _count;

    /// <summary>Takes bytes, and may write; how many bytes of the stream were written.</summary>
    public async ValueTask<int> AddAsync(ReadOnlyMemory<byte> bytes)
    {
        if (format is null && _count == 0 && bytes.Length >= LargePiece)
        {
            await output.WriteAsync(bytes);
            return bytes.Length;
        }

        _count += format is null ? Append(bytes.Span) : format.Append(bytes.Span, _waiting);
        return _waiting.WrittenCount >= FlushAt ? await FlushAsync() : 0;
    }

    /// <summary>Writes what waits, but for a line that is not whole yet; how many bytes of the stream were written.</summary>
    public async ValueTask<int> FlushAsync()
    {
        if (_waiting.WrittenCount > 0)
        {
            await output.WriteAsync(_waiting.WrittenMemory);
            _waiting.ResetWrittenCount();
        }

        var count = _count;
        _count = 0;
        return count;
    }

    /// <summary>Writes all that is left; how many bytes of the stream were written.</summary>
    public ValueTask<int> EndAsync()
    {
        _count += format?.End(_waiting) ?? 0;
        return FlushAsync();
    }

    private int Append(ReadOnlySpan<byte> bytes)
    {
        _waiting.Write(bytes);
        return bytes.Length;
    }
}

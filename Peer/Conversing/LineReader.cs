namespace RtcPeer.Peer.Conversing;

/// <summary>
/// Splits a stream into lines that end in LF or CRLF; what stands after the last of them is a line as well. Of a line
/// longer than the limit only the length is kept, so that memory is bounded by the limit.
/// </summary>
internal sealed class LineReader(Stream stream, int maxLength)
{
    private const int MinBuffer = 64 * 1024;
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private byte[] _buffer = new byte[MinBuffer];

    /// <summary>Where the present line starts, how far it was searched for its end, and where the bytes read so far end.</summary>
    private int _start;

    private int _searched;
    private int _end;

    /// <summary>The bytes of the present line that were too many to keep, and whether the last of them was CR.</summary>
    private long _dropped;

    private bool _droppedCr;

    /// <summary>Whether the stream has ended. There may still be lines to take.</summary>
    public bool Ended { get; private set; }

    /// <summary>Reads once from the stream. The lines taken before are no longer valid.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var count = await stream.ReadOrLeaveAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        Ended = count == 0;
    }

    /// <summary>Takes the next line that is there whole. It is valid until the next <see cref="FillAsync"/>.</summary>
    public bool TryRead(out InputLine line)
    {
        var length = _buffer.AsSpan(_searched, _end - _searched).IndexOf(Lf);
        if (length >= 0)
        {
            var end = _searched + length;
            line = Take(end, hasCr: end > _start ? _buffer[end - 1] == Cr : _droppedCr);
            _start = _searched = end + 1;
            return true;
        }

        _searched = _end;
        if (Ended && (_end > _start || _dropped > 0))
        {
            line = Take(_end, hasCr: false);
            _start = _end;
            return true;
        }

        line = default;
        return false;
    }

    private InputLine Take(int end, bool hasCr)
    {
        var length = _dropped + end - _start - (hasCr ? 1 : 0);
        var line = length > maxLength
            ? new InputLine(ReadOnlyMemory<byte>.Empty, length)
            : new InputLine(_buffer.AsMemory(_start, (int)length), length);
        _dropped = 0;
        _droppedCr = false;
        return line;
    }

    private void MakeRoom()
    {
        // One more than the limit, for the CR of a line that is just not too long.
        if (_end - _start > maxLength + 1L || _dropped > 0)
        {
            Drop();
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _searched -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, Array.MaxLength));
        }
    }

    /// <summary>Forgets what there is of a line that is too long already.</summary>
    private void Drop()
    {
        if (_end > _start)
        {
            _droppedCr = _buffer[_end - 1] == Cr;
            _dropped += _end - _start;
        }

        _start = _searched = _end = 0;
    }
}

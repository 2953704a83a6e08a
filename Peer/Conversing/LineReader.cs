namespace RtcPeer.Peer.Conversing;

/// <summary>
/// Splits bytes, as they come, into lines that end in LF or CRLF, or into records that end in NUL; what stands after the
/// last of them is one as well. Of one longer than the limit only the length is kept, so that memory is bounded by the limit.
/// </summary>
/// <param name="maxLength">The limit, in bytes.</param>
/// <param name="separator">What ends a line: LF, or NUL.</param>
internal sealed class LineReader(int maxLength, byte separator = LineReader.Lf)
{
    public const byte Lf = (byte)'\n';
    public const byte Nul = 0;

    private const int MinBuffer = 64 * 1024;
    private const byte Cr = (byte)'\r';

    private byte[] _buffer = new byte[MinBuffer];

    /// <summary>Where the present line starts, how far it was searched for its end, and where the bytes so far end.</summary>
    private int _start;

    private int _searched;
    private int _end;
    private bool _isComplete;

    /// <summary>The bytes of the present line that were too many to keep, and whether the last of them was CR.</summary>
    private long _dropped;

    private bool _droppedCr;

    /// <summary>Adds bytes. All lines that were there have been taken, and are no longer valid.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Forgets what there is.</summary>
    public void Clear()
    {
        _start = _searched = _end = 0;
        _dropped = 0;
        _droppedCr = false;
    }

    /// <summary>Nothing will follow. There may be a last line to take.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>Takes the next line that is there whole. It is valid until the next <see cref="Add"/>.</summary>
    public bool TryRead(out InputLine line)
    {
        var length = _buffer.AsSpan(_searched, _end - _searched).IndexOf(separator);
        if (length >= 0)
        {
            var end = _searched + length;
            line = Take(end, hasCr: separator == Lf && (end > _start ? _buffer[end - 1] == Cr : _droppedCr));
            _start = _searched = end + 1;
            return true;
        }

        _searched = _end;
        if (_isComplete && (_end > _start || _dropped > 0))
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

    private void MakeRoom(int size)
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

        if (_end + size > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max(2L * _buffer.Length, (long)_end + size), Array.MaxLength));
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

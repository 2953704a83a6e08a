namespace RtcPeer.Peer.Piping;

/// <summary>
/// What was read from stdin, kept until each who is to get it has confirmed it: the replay buffer, one for all. One writes,
/// others read; it is safe for threads.
/// </summary>
/// <param name="capacity">What is kept at the most, in bytes, give or take one block.</param>
/// <param name="separator">What ends a record; null where there are none.</param>
internal sealed class Tape(long capacity, byte? separator)
{
    private const int BlockSize = 64 * 1024;

    /// <summary>A block with less room than this is left as it is: small reads would cost more than the room.</summary>
    private const int MinRoom = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly List<Block> _blocks = [];
    private readonly List<TapeReader> _readers = [];
    private long _start;
    private long _end;
    private long _recordStart;
    private bool _isComplete;

    /// <summary>Tells that there is more to read, or that nothing will follow. Called by the writer.</summary>
    public event Action? Grew;

    /// <summary>Tells that there is room again. Called by readers.</summary>
    public event Action? Freed;

    public bool HasRoom
    {
        get
        {
            lock (_lock) return _end - _start < capacity;
        }
    }

    /// <summary>How many bytes were ever written.</summary>
    public long End
    {
        get
        {
            lock (_lock) return _end;
        }
    }

    /// <summary>Where to put the next bytes; tell with <see cref="Advance"/> how many they are.</summary>
    public Memory<byte> GetMemory()
    {
        lock (_lock)
        {
            if (_blocks.Count == 0 || BlockSize - _blocks[^1].Length < MinRoom)
            {
                _blocks.Add(new Block(_end));
            }

            return _blocks[^1].Bytes.AsMemory(_blocks[^1].Length);
        }
    }

    /// <summary>So many bytes are new.</summary>
    public void Advance(int count)
    {
        lock (_lock)
        {
            var block = _blocks[^1];
            if (separator is { } ends && block.Bytes.AsSpan(block.Length, count).LastIndexOf(ends) is >= 0 and var last)
            {
                _recordStart = _end + last + 1;
            }

            block.Length += count;
            _end += count;
            Trim();
        }

        Grew?.Invoke();
    }

    /// <summary>Nothing will follow.</summary>
    public void Complete()
    {
        lock (_lock) _isComplete = true;
        Grew?.Invoke();
    }

    /// <summary>
    /// Somebody else is to read: from the beginning of the record that is being written, where it is still there. Nothing was
    /// dropped before the first reader came.
    /// </summary>
    public TapeReader Read()
    {
        lock (_lock)
        {
            var from = separator is null || _recordStart < _start ? _start : _recordStart;
            var reader = new TapeReader(this, _readers.Count == 0 && _start == 0 ? 0 : from);
            _readers.Add(reader);
            return reader;
        }
    }

    internal (long End, bool IsComplete) State
    {
        get
        {
            lock (_lock) return (_end, _isComplete);
        }
    }

    /// <summary>The bytes from there on that lie in one piece.</summary>
    internal ReadOnlyMemory<byte> At(long position, int max)
    {
        lock (_lock)
        {
            var low = 0;
            var high = _blocks.Count - 1;
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = _blocks[middle].Start <= position ? (middle, high) : (low, middle - 1);
            }

            var block = _blocks[low];
            var offset = (int)(position - block.Start);
            return block.Bytes.AsMemory(offset, Math.Min(max, block.Length - offset));
        }
    }

    internal void Release(TapeReader reader, long position)
    {
        lock (_lock)
        {
            reader.Released = position;
            Trim();
        }

        Freed?.Invoke();
    }

    internal void Leave(TapeReader reader)
    {
        lock (_lock)
        {
            _readers.Remove(reader);
            Trim();
        }

        Freed?.Invoke();
    }

    /// <summary>Drops what nobody needs any more. The last block stays: it is being written.</summary>
    private void Trim()
    {
        _start = _end;
        foreach (var reader in _readers)
        {
            _start = Math.Min(_start, reader.Released);
        }

        var unneeded = 0;
        while (unneeded < _blocks.Count - 1 && _blocks[unneeded].Start + _blocks[unneeded].Length <= _start)
        {
            unneeded++;
        }

        _blocks.RemoveRange(0, unneeded);
    }

    private sealed class Block(long start)
    {
        public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(BlockSize);

        public long Start => start;

        public int Length { get; set; }
    }
}

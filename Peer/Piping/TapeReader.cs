namespace RtcPeer.Peer.Piping;

/// <summary>One who reads a <see cref="Tape"/>, from a place of its own on. Positions count from there.</summary>
internal sealed class TapeReader : IDisposable
{
    private readonly Tape _tape;
    private readonly long _origin;

    internal TapeReader(Tape tape, long origin)
    {
        _tape = tape;
        _origin = origin;
        Released = origin;
    }

    /// <summary>How many bytes there are so far, and whether these are all.</summary>
    public (long Length, bool IsComplete) State
    {
        get
        {
            var (end, isComplete) = _tape.State;
            return (end - _origin, isComplete);
        }
    }

    /// <summary>How far, on the tape, it needs nothing any more.</summary>
    internal long Released { get; set; }

    /// <summary>The bytes from there on that lie in one piece; valid until they are released.</summary>
    public ReadOnlyMemory<byte> At(long position, int max) => _tape.At(_origin + position, max);

    /// <summary>What comes before this is not needed any more.</summary>
    public void Release(long position) => _tape.Release(this, _origin + position);

    public void Dispose() => _tape.Leave(this);
}

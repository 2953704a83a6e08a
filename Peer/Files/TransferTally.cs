using System.Diagnostics;

namespace RtcPeer.Peer.Files;

/// <summary>Counts what becomes of files. Several transfers count at a time, and somebody may look on.</summary>
internal sealed class TransferTally
{
    private long _expectedFiles;
    private long _expectedBytes;
    private long _movedBytes;
    private long _presentBytes;
    private long _wholeFiles;
    private long _wholeBytes;
    private long _failedFiles;
    private long _begun;

    /// <summary>Files that are to be transferred, as far as is known.</summary>
    public long ExpectedFiles => Interlocked.Read(ref _expectedFiles);

    /// <summary>Their bytes, of those whose size is known.</summary>
    public long ExpectedBytes => Interlocked.Read(ref _expectedBytes);

    /// <summary>Bytes that went over the wire.</summary>
    public long MovedBytes => Interlocked.Read(ref _movedBytes);

    /// <summary>Bytes that the receiver had already.</summary>
    public long PresentBytes => Interlocked.Read(ref _presentBytes);

    /// <summary>Files that are whole at the receiver.</summary>
    public long WholeFiles => Interlocked.Read(ref _wholeFiles);

    /// <summary>Their bytes.</summary>
    public long WholeBytes => Interlocked.Read(ref _wholeBytes);

    /// <summary>Files that were refused, or that something went wrong with.</summary>
    public long FailedFiles => Interlocked.Read(ref _failedFiles);

    /// <summary>Whether anything is on its way, or was.</summary>
    public bool HasBegun => Interlocked.Read(ref _begun) != 0;

    /// <summary>Since the first file was accepted.</summary>
    public TimeSpan Elapsed => HasBegun ? Stopwatch.GetElapsedTime(Interlocked.Read(ref _begun)) : TimeSpan.Zero;

    /// <summary>There is a file to transfer.</summary>
    public void Expect(long? size)
    {
        Interlocked.Increment(ref _expectedFiles);
        Interlocked.Add(ref _expectedBytes, size ?? 0);
    }

    /// <summary>A file is accepted, and the receiver has so many bytes of it.</summary>
    public void Begin(long present)
    {
        Interlocked.CompareExchange(ref _begun, Stopwatch.GetTimestamp(), 0);
        Interlocked.Add(ref _presentBytes, present);
    }

    /// <summary>What the receiver had of a file was of no use.</summary>
    public void Restart(long present) => Interlocked.Add(ref _presentBytes, -present);

    public void Move(int bytes) => Interlocked.Add(ref _movedBytes, bytes);

    /// <summary>A file is whole.</summary>
    public void Complete(long bytes)
    {
        Interlocked.Increment(ref _wholeFiles);
        Interlocked.Add(ref _wholeBytes, bytes);
    }

    /// <summary>A file is not whole, and will not be.</summary>
    public void Fail() => Interlocked.Increment(ref _failedFiles);
}

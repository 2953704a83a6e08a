using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace RtcPeer.Peer.Piping;

/// <summary>
/// The direction from the other end's stdin to our stdout. What has come waits here until it is written: the other end sends
/// no more than the window beyond what we have confirmed.
/// </summary>
/// <param name="window">What may wait at the most, in bytes.</param>
/// <param name="takes">Whether we take anything at all.</param>
internal sealed class Incoming(long window, bool takes) : IDisposable
{
    /// <summary>While more is at hand, what was written is confirmed in portions of this many bytes.</summary>
    private const long Portion = 256 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = [];
    private string? _sha256;
    private long _written;
    private long _confirmed;
    private bool _isToldAll;
    private bool _isBroken;

    /// <summary>How many bytes have come.</summary>
    public long Received { get; private set; }

    /// <summary>How many bytes were taken to be written.</summary>
    public long Taken { get; private set; }

    /// <summary>How the other end has ended; null while it has not.</summary>
    public PipeFrame.End? End { get; private set; }

    /// <summary>Whether all of it is written, or nothing is to be.</summary>
    public bool IsComplete => !takes || _isBroken || End?.Count == _written;

    /// <summary>Whether the other end knows as well.</summary>
    public bool IsSettled => !takes || (_isToldAll && IsComplete);

    /// <summary>What is written is not what was sent.</summary>
    public bool IsCorrupt { get; private set; }

    /// <summary>Bytes have come, and are ours from now on. False where they are too many.</summary>
    public bool Receive(ReadOnlyMemory<byte> bytes)
    {
        if (!takes || End is not null || Received + bytes.Length - _written > window)
        {
            return false;
        }

        Received += bytes.Length;
        if (!_isBroken && bytes.Length > 0)
        {
            _waiting.Enqueue(bytes);
        }

        return true;
    }

    /// <summary>The other end has sent all; false where that cannot be.</summary>
    public bool ReceiveEnd(PipeFrame.End end)
    {
        if (End is not null || !takes)
        {
            return End == end || !takes;
        }

        if (end.Count != Received)
        {
            return false;
        }

        End = end;
        Check();
        return true;
    }

    /// <summary>Takes what is to be written next.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> bytes)
    {
        if (!_waiting.TryDequeue(out bytes))
        {
            return false;
        }

        _hash.AppendData(bytes.Span);
        Taken += bytes.Length;
        return true;
    }

    /// <summary>So many bytes more are written.</summary>
    public void Written(long count)
    {
        _written += count;
        Check();
    }

    /// <summary>Our stdout takes no more.</summary>
    public void Break()
    {
        _isBroken = true;
        _waiting.Clear();
    }

    /// <summary>Another connection: what was said is said again.</summary>
    public void Attach()
    {
        _isToldAll = false;
        _confirmed = -1;
    }

    public bool TryNext([NotNullWhen(true)] out PipeFrame? frame)
    {
        frame = null;
        if (!takes || IsCorrupt || _isToldAll)
        {
            return false;
        }

        if (IsComplete)
        {
            _isToldAll = true;
            frame = _isBroken ? new PipeFrame.Broken(_written) : new PipeFrame.Done(_written, _sha256!);
        }
        else if (_written - _confirmed >= Portion || (_written > _confirmed && _written == Received))
        {
            _confirmed = _written;
            frame = new PipeFrame.Confirmed(_written);
        }

        return frame is not null;
    }

    public void Dispose() => _hash.Dispose();

    private void Check()
    {
        if (_sha256 is null && !_isBroken && End is { } end && end.Count == _written)
        {
            _sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
            IsCorrupt = !string.Equals(_sha256, end.Sha256, StringComparison.OrdinalIgnoreCase);
        }
    }
}

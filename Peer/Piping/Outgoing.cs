using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace RtcPeer.Peer.Piping;

/// <summary>
/// The direction from our stdin to the other end's stdout. What is sent stays on the tape until it is confirmed, so that it
/// can be sent again over another connection.
/// </summary>
/// <param name="source">Where the bytes are.</param>
/// <param name="waits">Whether, when we have ended after so many bytes, the end of the other end's stdin is waited for in any case.</param>
internal sealed class Outgoing(TapeReader source, Func<long, bool> waits) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _sha256;
    private long _sent;
    private long _hashed;
    private long _window;
    private long? _count;
    private bool _isOpen;
    private bool _endTold;

    public OutgoingState State { get; private set; }

    /// <summary>How many bytes the other end has written to its stdout.</summary>
    public long Confirmed { get; private set; }

    /// <summary>How many bytes there were to send so far.</summary>
    public long Length => _count ?? source.State.Length;

    public bool IsEnded => _count is not null;

    /// <summary>What was read until now is all.</summary>
    public void Stop() => _count ??= source.State.Length;

    /// <summary>The connection is gone: nothing is sent before the next one is open.</summary>
    public void Detach() => _isOpen = false;

    /// <summary>The other end is there, and goes on where it was. False where it cannot have been there.</summary>
    public bool Open(PipeFrame.Open open)
    {
        if (open.Received < Confirmed || open.Received > _hashed)
        {
            return false;
        }

        if (!open.Takes && State == OutgoingState.Flowing)
        {
            End(OutgoingState.Refused);
        }

        (_sent, _window, _endTold, _isOpen) = (open.Received, open.Window, false, true);
        return true;
    }

    public bool TryNext(int maxSize, [NotNullWhen(true)] out PipeFrame? frame)
    {
        frame = null;
        if (!_isOpen || State != OutgoingState.Flowing)
        {
            return false;
        }

        var (length, isComplete) = source.State;
        if (isComplete)
        {
            _count ??= length;
        }

        var size = Math.Min(Math.Min(maxSize, (_count ?? length) - _sent), Confirmed + _window - _sent);
        if (size > 0)
        {
            frame = new PipeFrame.Data(Next((int)size));
        }
        else if (_sent == _count && !_endTold)
        {
            _endTold = true;
            _sha256 ??= Convert.ToHexStringLower(_hash.GetHashAndReset());
            frame = new PipeFrame.End(_sent, _sha256, waits(_sent));
        }

        return frame is not null;
    }

    /// <summary>False where so many bytes cannot have been written.</summary>
    public bool Confirm(long count)
    {
        if (count > _sent)
        {
            return false;
        }

        if (count > Confirmed)
        {
            Confirmed = count;
            source.Release(count);
        }

        return true;
    }

    /// <summary>False where that is not what we have sent.</summary>
    public bool Finish(PipeFrame.Done done)
    {
        if (_sha256 is null || done.Count != _count || !string.Equals(done.Sha256, _sha256, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        End(OutgoingState.Done);
        return Confirm(done.Count);
    }

    /// <summary>The other end's stdout takes no more than that; false where so many bytes cannot have been written.</summary>
    public bool Break(long count)
    {
        End(OutgoingState.Broken);
        return Confirm(count);
    }

    public void Dispose()
    {
        source.Dispose();
        _hash.Dispose();
    }

    /// <summary>Nothing will be sent any more, and the tape need not wait for us.</summary>
    private void End(OutgoingState state)
    {
        Stop();
        State = state;
        source.Dispose();
    }

    private ReadOnlyMemory<byte> Next(int size)
    {
        var bytes = source.At(_sent, size);
        var isKnown = (int)Math.Min(_hashed - _sent, bytes.Length);
        _hash.AppendData(bytes.Span[isKnown..]);
        _sent += bytes.Length;
        _hashed = Math.Max(_hashed, _sent);
        return bytes;
    }
}

using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>An interleaved message that is not complete: its beginning, and fragments behind a gap. Used again and again.</summary>
internal sealed class PartialMessage(BufferPool pool, ReceiveBudget budget)
{
    /// <summary>What it costs besides its bytes, since a stranger may open as many as the budget allows.</summary>
    private const int Overhead = 4 * ReceiveBudget.Overhead;

    // Grows from the first fragment's own size, so that many small ones take no more than they say.
    private readonly MessageBuffer _beginning = new(pool, firstSize: 0);
    private readonly PriorityQueue<WaitingFragment, uint> _waiting = new();
    private uint _next;
    private int _stored;

    /// <summary>All that has come, in bytes of user data.</summary>
    public int Bytes { get; private set; }

    public uint Ppid { get; private set; }

    public bool IsComplete { get; private set; }

    public byte[] ToArray() => _beginning.Payload.ToArray();

    public void Open() => Store(Overhead);

    public void Add(in DataChunk data)
    {
        if (data.Fsn < _next || IsComplete) return;
        Bytes += data.Payload.Length;
        if (data.Fsn == _next)
        {
            if (data.IsBeginning) Ppid = data.Ppid;
            Store(data.Payload.Length);
            Append(data.Payload, data.Flags);
            AppendWaiting();
            return;
        }
        var buffer = pool.Rent(data.Payload.Length);
        data.Payload.CopyTo(buffer);
        Store(data.Payload.Length + ReceiveBudget.Overhead);
        _waiting.Enqueue(new(buffer, data.Payload.Length, data.Flags), data.Fsn);
    }

    /// <summary>Forgets everything, to be opened again.</summary>
    public void Close()
    {
        while (_waiting.TryDequeue(out var fragment, out _)) pool.Return(fragment.Buffer);
        _beginning.Clear();
        budget.ReleasePartial(_stored);
        _stored = 0;
        _next = 0;
        Bytes = 0;
        IsComplete = false;
    }

    private void AppendWaiting()
    {
        while (!IsComplete && _waiting.TryPeek(out var fragment, out var fsn) && fsn <= _next)
        {
            _waiting.Dequeue();
            // A fragment number that came twice, under two TSNs, counts once.
            if (fsn == _next) Append(fragment.Buffer.AsSpan(0, fragment.Length), fragment.Flags);
            pool.Return(fragment.Buffer);
        }
    }

    private void Append(ReadOnlySpan<byte> payload, DataFlags flags)
    {
        _beginning.Append(payload);
        _next++;
        IsComplete = (flags & DataFlags.End) != 0;
    }

    private void Store(int bytes)
    {
        _stored += bytes;
        budget.StorePartial(bytes);
    }

    private readonly record struct WaitingFragment(byte[] Buffer, int Length, DataFlags Flags);
}

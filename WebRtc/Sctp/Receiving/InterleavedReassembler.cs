using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>Makes messages of I-DATA, whose fragments say which message they are of and where they belong in it.</summary>
internal sealed class InterleavedReassembler(
    AssociationContext context, IncomingMessages messages, ReceiveBudget budget) : IReassembler
{
    private const int MaxFree = 64;

    private readonly Dictionary<MessageKey, PartialMessage> _partials = [];
    private readonly Stack<PartialMessage> _free = new();
    private readonly Dictionary<MessageKey, uint> _skipped = [];

    public void Add(in DataChunk data, Tsn cumulative)
    {
        if (data.IsWhole)
        {
            if (messages.Accepts(data.Payload.Length)) messages.Complete(data, data.Ppid, data.Payload.ToArray());
            return;
        }
        // Nothing of a message can come once it is delivered or skipped: it would wait for ever.
        if (!data.IsUnordered && messages.IsPast(data.Stream, data.Mid)) return;
        // RFC 8260 2.1: the fragment that begins a message is the one of number 0.
        if (!data.IsBeginning && data.Fsn == 0) return;
        var key = new MessageKey(data.Stream, data.IsUnordered, data.Mid);
        if (!_partials.TryGetValue(key, out var partial))
        {
            partial = _free.TryPop(out var free) ? free : new(context.Pool, budget);
            partial.Open();
            _partials.Add(key, partial);
        }
        partial.Add(data);
        if (!messages.Accepts(partial.Bytes) || !partial.IsComplete) return;
        var payload = partial.ToArray();
        Remove(key, partial);
        messages.Complete(data, partial.Ppid, payload);
    }

    /// <summary>TSNs say nothing about messages here.</summary>
    public void Advance(Tsn from, Tsn cumulative)
    {
    }

    /// <summary>Drops the messages up to the one that is named, per stream and kind (RFC 8260 section 2.3.1).</summary>
    public void Forward(in ForwardTsnChunk forward)
    {
        if (_partials.Count == 0) return;
        for (var i = 0; i < forward.Count; i++)
        {
            var entry = forward.Entry(i);
            _skipped[new(entry.Stream, entry.IsUnordered, 0)] = entry.Mid;
        }
        foreach (var (key, partial) in _partials)
        {
            if (_skipped.TryGetValue(key with { Mid = 0 }, out var last) && (int)(key.Mid - last) <= 0) Remove(key, partial);
        }
        _skipped.Clear();
    }

    public void Reset(ReadOnlySpan<ushort> streams)
    {
        if (_partials.Count == 0) return;
        foreach (var (key, partial) in _partials)
        {
            if (streams.IsEmpty || streams.Contains(key.Stream)) Remove(key, partial);
        }
    }

    private void Remove(in MessageKey key, PartialMessage partial)
    {
        _partials.Remove(key);
        partial.Close();
        if (_free.Count < MaxFree) _free.Push(partial);
    }

    /// <summary>Ordered and unordered messages are numbered apart. Hashed with a secret, since the other end chooses all of it.</summary>
    private readonly record struct MessageKey(ushort Stream, bool IsUnordered, uint Mid)
    {
        public override int GetHashCode() => HashCode.Combine(Stream, IsUnordered, Mid);
    }
}

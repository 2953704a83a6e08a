using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>Makes messages of DATA, where the fragments of one have adjacent TSNs.</summary>
internal sealed class PlainReassembler(AssociationContext context, IncomingMessages messages, ReceiveBudget budget)
    : IReassembler
{
    private readonly FragmentRing _ring = new(context.Pool, budget);
    private readonly HeadAssembly _head = new(context.Pool, budget);

    public void Add(in DataChunk data, Tsn cumulative)
    {
        var isNext = data.Tsn - cumulative == 1;
        if (data.IsWhole)
        {
            if (isNext) _head.Close();
            if (messages.Accepts(data.Payload.Length)) messages.Complete(data, data.Ppid, data.Payload.ToArray());
        }
        else if (isNext)
        {
            var fragment = new Fragment
            {
                Ppid = data.Ppid, Tsn = data.Tsn, Stream = data.Stream, Mid = data.Mid, Flags = data.Flags,
            };
            AddToHead(fragment, data.Payload);
        }
        else
        {
            var isWhole = _ring.Add(data, cumulative, out var run, out var bytes);
            if (messages.Accepts(bytes) && isWhole) CompleteRun(run, bytes);
        }
    }

    /// <summary>What is left of the TSNs continues the open message.</summary>
    public void Advance(Tsn from, Tsn cumulative)
    {
        for (var tsn = from; tsn <= cumulative && !context.HasEnded; tsn += 1)
        {
            ref readonly var fragment = ref _ring.Find(tsn);
            if (fragment.Buffer is not null)
            {
                AddToHead(fragment, fragment.Payload);
                _ring.Remove(tsn);
                continue;
            }
            // A message that was complete before its turn: the open one is not continued.
            _head.Close();
            if (_ring.Count == 0) return;
        }
    }

    /// <summary>Nothing up to that TSN will come any more, so what is incomplete there never gets complete.</summary>
    public void Forward(in ForwardTsnChunk forward)
    {
        _head.Close();
        _ring.RemoveThrough(forward.NewCumulativeTsn);
    }

    /// <summary>An open message ends with the next TSN, whatever that is of.</summary>
    public void Reset(ReadOnlySpan<ushort> streams)
    {
    }

    private void AddToHead(in Fragment fragment, ReadOnlySpan<byte> payload)
    {
        if (!_head.Add(fragment, payload) || !messages.Accepts(_head.Length)) return;
        if ((fragment.Flags & DataFlags.End) == 0) return;
        var message = _head.Payload.ToArray();
        var first = _head.First;
        _head.Close();
        messages.Complete(first.Stream, first.Mid, first.IsUnordered, first.Ppid, message);
    }

    private void CompleteRun(TsnRange run, int bytes)
    {
        var first = _ring.Find(run.First);
        var message = GC.AllocateUninitializedArray<byte>(bytes);
        var length = 0;
        for (var tsn = run.First; tsn <= run.Last; tsn += 1)
        {
            ref readonly var fragment = ref _ring.Find(tsn);
            fragment.Payload.CopyTo(message.AsSpan(length));
            length += fragment.Length;
            _ring.Remove(tsn);
        }
        messages.Complete(first.Stream, first.Mid, first.IsUnordered, first.Ppid, message);
    }
}

using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>Makes messages of fragments; how it knows which belong together is the format's matter.</summary>
internal interface IReassembler
{
    /// <summary>Takes a chunk that was not received before, with the cumulative TSN before it.</summary>
    void Add(in DataChunk data, Tsn cumulative);

    /// <summary>The cumulative TSN has moved on, over TSNs that were received before.</summary>
    /// <param name="from">The first of those TSNs.</param>
    /// <param name="cumulative">The last.</param>
    void Advance(Tsn from, Tsn cumulative);

    /// <summary>Drops what is incomplete and was given up by the other end.</summary>
    void Forward(in ForwardTsnChunk forward);

    /// <summary>The other end begins these streams anew, or all if there are none: what is incomplete there stays so.</summary>
    void Reset(ReadOnlySpan<ushort> streams);
}

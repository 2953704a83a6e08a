namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>
/// Remembers which of the newest sequence numbers have been received (RFC 6347 section 4.1.2.6). The bits stand in a
/// ring of blocks, so that moving the window clears whole blocks and shifts nothing (RFC 6479). Far wider than the 64
/// of the RFC: on a fast path hundreds of records can overtake one another, and each refused one would be sent again.
/// </summary>
internal sealed class ReplayWindow
{
    private const int BlockBits = 64;
    private const int BlockCount = 16;

    private readonly ulong[] _blocks = new ulong[BlockCount];
    private ulong _highest;

    /// <summary>How far behind the highest number a record may be; older ones count as received.</summary>
    public const int Size = (BlockCount - 1) * BlockBits;

    /// <summary>Whether this number is too old to tell, or marked.</summary>
    public bool HasSeen(ulong sequenceNumber)
    {
        if (sequenceNumber > _highest) return false;
        if (_highest - sequenceNumber >= Size) return true;
        return (_blocks[BlockOf(sequenceNumber)] & BitOf(sequenceNumber)) != 0;
    }

    /// <summary>Marks a record that has proven authentic and that <see cref="HasSeen"/> did not know.</summary>
    public void Mark(ulong sequenceNumber)
    {
        if (sequenceNumber > _highest)
        {
            var steps = sequenceNumber / BlockBits - _highest / BlockBits;
            for (ulong step = 1; step <= Math.Min(steps, BlockCount); step++)
            {
                _blocks[(int)((_highest / BlockBits + step) % BlockCount)] = 0;
            }
            _highest = sequenceNumber;
        }
        _blocks[BlockOf(sequenceNumber)] |= BitOf(sequenceNumber);
    }

    private static int BlockOf(ulong sequenceNumber) => (int)(sequenceNumber / BlockBits % BlockCount);

    private static ulong BitOf(ulong sequenceNumber) => 1UL << (int)(sequenceNumber % BlockBits);
}

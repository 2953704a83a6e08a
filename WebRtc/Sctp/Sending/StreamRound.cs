namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// The streams that have something to send, in the order of their turns: a round robin, as RFC 8260 section 3.2 has it.
/// </summary>
internal sealed class StreamRound
{
    private OutgoingStream? _last;

    /// <summary>Whose turn it is.</summary>
    public OutgoingStream? First { get; private set; }

    /// <summary>The stream has its turn after all that are there.</summary>
    public void Add(OutgoingStream stream)
    {
        stream.Previous = _last;
        stream.Next = null;
        if (_last is null) First = stream;
        else _last.Next = stream;
        _last = stream;
    }

    public void Remove(OutgoingStream stream)
    {
        if (stream.Previous is null) First = stream.Next;
        else stream.Previous.Next = stream.Next;
        if (stream.Next is null) _last = stream.Previous;
        else stream.Next.Previous = stream.Previous;
        stream.Previous = stream.Next = null;
    }

    /// <summary>The stream's turn is over.</summary>
    public void MoveToEnd(OutgoingStream stream)
    {
        if (stream == _last) return;
        Remove(stream);
        Add(stream);
    }
}

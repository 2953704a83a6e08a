namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>Our side of a stream: its queue, its sequence numbers, and whether it is being reset.</summary>
internal sealed class OutgoingStream(ushort id)
{
    public static readonly OutgoingStream None = new(0);

    private uint _nextOrdered;
    private uint _nextUnordered;

    public ushort Id { get; } = id;

    /// <summary>Messages that have not got all their TSNs yet, the first and the last.</summary>
    public OutgoingMessage? Head { get; set; }

    public OutgoingMessage? Tail { get; set; }

    /// <summary>Its neighbours in the round of streams that have something to send.</summary>
    public OutgoingStream? Previous { get; set; }

    public OutgoingStream? Next { get; set; }

    /// <summary>Bytes that have not got TSNs yet.</summary>
    public int Buffered { get; set; }

    public int LowThreshold { get; set; }

    /// <summary>Chunks that the cumulative TSN of the other end has not passed.</summary>
    public int Outstanding { get; set; }

    /// <summary>A reset was asked for; nothing new is accepted until it is done.</summary>
    public bool IsResetting { get; set; }

    public bool IsIdle => Head is null && Outstanding == 0;

    /// <summary>The number of a message that begins: ordered and unordered ones are counted apart (RFC 8260 section 2.1).</summary>
    public uint NextMid(bool isUnordered) => isUnordered ? _nextUnordered++ : _nextOrdered++;

    /// <summary>The stream was reset: all begins at 0.</summary>
    public void ResetMids()
    {
        _nextOrdered = 0;
        _nextUnordered = 0;
    }
}

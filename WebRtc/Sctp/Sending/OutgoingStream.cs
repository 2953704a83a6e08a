namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>Our side of a stream: its queue, its sequence numbers, and whether it is being reset.</summary>
internal sealed class OutgoingStream(ushort id)
{
    public static readonly OutgoingStream None = new(0);

    public ushort Id { get; } = id;

    /// <summary>Messages that have not got all their TSNs yet, the first and the last.</summary>
    public OutgoingMessage? Head { get; set; }

    public OutgoingMessage? Tail { get; set; }

    /// <summary>The next in the round of streams that have something to send.</summary>
    public OutgoingStream? NextActive { get; set; }

    public ushort NextSsn { get; set; }

    /// <summary>Bytes that have not got TSNs yet.</summary>
    public int Buffered { get; set; }

    public int LowThreshold { get; set; }

    /// <summary>Chunks that the cumulative TSN of the other end has not passed.</summary>
    public int Outstanding { get; set; }

    /// <summary>A reset was asked for; nothing new is accepted until it is done.</summary>
    public bool IsResetting { get; set; }

    public bool IsIdle => Head is null && Outstanding == 0;
}

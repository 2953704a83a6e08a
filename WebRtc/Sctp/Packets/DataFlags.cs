namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The flags of a DATA chunk (RFC 9260 section 3.3.1).</summary>
[Flags]
internal enum DataFlags : byte
{
    None = 0,

    /// <summary>E: the last fragment of its message.</summary>
    End = 0x01,

    /// <summary>B: the first fragment of its message.</summary>
    Beginning = 0x02,

    Whole = Beginning | End,

    /// <summary>U: outside the order of its stream.</summary>
    Unordered = 0x04,

    /// <summary>I: the receiver is asked not to delay its SACK.</summary>
    Immediate = 0x08,
}

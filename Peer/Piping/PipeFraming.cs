namespace RtcPeer.Peer.Piping;

/// <summary>What the bytes of a stream are made of.</summary>
internal enum PipeFraming
{
    /// <summary>Lines, each ended by LF or CRLF.</summary>
    Lines,

    /// <summary>Records, each ended by NUL.</summary>
    Null,

    /// <summary>Bytes, and nothing is known of them.</summary>
    Binary,
}

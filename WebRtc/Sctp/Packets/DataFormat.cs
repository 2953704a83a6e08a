namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>How user data travels. An association uses one of the two throughout (RFC 8260 section 2.2.1).</summary>
internal enum DataFormat : byte
{
    /// <summary>DATA: the fragments of a message have adjacent TSNs.</summary>
    Plain,

    /// <summary>I-DATA (RFC 8260): fragments have numbers of their own, so that those of several messages may alternate.</summary>
    Interleaved,
}

namespace RtcPeer.WebRtc.Sctp;

/// <summary>Extensions that an end has announced in its INIT or INIT ACK.</summary>
[Flags]
internal enum PeerFeatures : byte
{
    None = 0,

    /// <summary>Messages may be abandoned (RFC 3758, and RFC 8260 section 2.3 where messages interleave).</summary>
    ForwardTsn = 0x01,

    /// <summary>Streams may be reset (RFC 6525).</summary>
    ReConfig = 0x02,

    /// <summary>Messages of different streams may interleave: I-DATA in place of DATA (RFC 8260).</summary>
    Interleaving = 0x04,

    /// <summary>The checksum may be zero, since DTLS protects the packet (RFC 9653).</summary>
    ZeroChecksum = 0x08,

    /// <summary>What every WebRTC stack knows.</summary>
    Basic = ForwardTsn | ReConfig,

    All = Basic | Interleaving | ZeroChecksum,
}

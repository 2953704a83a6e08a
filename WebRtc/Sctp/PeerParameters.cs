using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>What the other end said of itself in its INIT or INIT ACK.</summary>
/// <param name="Tag">The verification tag of every packet to it.</param>
/// <param name="InitialTsn">Of its first DATA chunk.</param>
/// <param name="ARwnd">Its receive window, in bytes.</param>
/// <param name="OutgoingStreams">How many streams we may send on: the fewer of ours and what it accepts.</param>
/// <param name="IncomingStreams">How many it may send on.</param>
/// <param name="SupportsForwardTsn">Messages may be abandoned (RFC 3758).</param>
/// <param name="SupportsReConfig">Streams may be reset (RFC 6525).</param>
internal sealed record PeerParameters(
    uint Tag,
    Tsn InitialTsn,
    uint ARwnd,
    ushort OutgoingStreams,
    ushort IncomingStreams,
    bool SupportsForwardTsn,
    bool SupportsReConfig);

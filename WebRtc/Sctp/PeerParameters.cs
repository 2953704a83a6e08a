using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>What the other end said of itself in its INIT or INIT ACK.</summary>
/// <param name="Tag">The verification tag of every packet to it.</param>
/// <param name="InitialTsn">Of its first DATA chunk.</param>
/// <param name="ARwnd">Its receive window, in bytes.</param>
/// <param name="OutgoingStreams">How many streams we may send on: the fewer of ours and what it accepts.</param>
/// <param name="IncomingStreams">How many it may send on.</param>
/// <param name="Features">What both ends can do of that which needs both, and what it can do of the rest.</param>
internal sealed record PeerParameters(
    uint Tag,
    Tsn InitialTsn,
    uint ARwnd,
    ushort OutgoingStreams,
    ushort IncomingStreams,
    PeerFeatures Features)
{
    public bool SupportsForwardTsn => (Features & PeerFeatures.ForwardTsn) != 0;

    public bool SupportsReConfig => (Features & PeerFeatures.ReConfig) != 0;

    public bool Interleaves => (Features & PeerFeatures.Interleaving) != 0;

    public DataFormat Format => Interleaves ? DataFormat.Interleaved : DataFormat.Plain;

    public bool AcceptsZeroChecksum => (Features & PeerFeatures.ZeroChecksum) != 0;
}

using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Connecting;

/// <summary>Who is told what happens to a <see cref="ChannelConnection"/>.</summary>
internal interface IChannelConnectionObserver
{
    ValueTask CandidateFoundAsync(ChannelConnection connection, RtcIceCandidate candidate);

    ValueTask OpenedAsync(ChannelConnection connection);

    ValueTask FailedAsync(ChannelConnection connection, RtcFailure failure);
}

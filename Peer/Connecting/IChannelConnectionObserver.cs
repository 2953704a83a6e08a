using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Connecting;

/// <summary>Who is told what happens to a <see cref="ChannelConnection"/>.</summary>
internal interface IChannelConnectionObserver
{
    ValueTask CandidateFoundAsync(ChannelConnection connection, RtcIceCandidate candidate);

    ValueTask OpenedAsync(ChannelConnection connection);

    /// <summary>The path of an open channel is silent; or given up, with this failure. ICE may find another.</summary>
    ValueTask PathLostAsync(ChannelConnection connection, RtcFailure? failure);

    /// <summary>This machine has other addresses than before.</summary>
    ValueTask NetworkChangedAsync(ChannelConnection connection);

    /// <summary>The connection asks for another offer.</summary>
    ValueTask NegotiationNeededAsync(ChannelConnection connection);

    ValueTask FailedAsync(ChannelConnection connection, RtcFailure failure);
}

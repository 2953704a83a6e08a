using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace RtcPeer.WebRtc.Io;

/// <summary>A connection to another WebRTC endpoint, for data channels alone (W3C WebRTC, RTCPeerConnection).</summary>
public sealed class RtcPeerConnection : IAsyncDisposable
{
    /// <summary>Makes a connection that waits for its negotiation.</summary>
    /// <param name="configuration">How it is to be made; null for the defaults.</param>
    /// <param name="loggerFactory">Where it logs; null for nowhere.</param>
    public RtcPeerConnection(RtcConfiguration? configuration = null, ILoggerFactory? loggerFactory = null) =>
        throw new NotImplementedException();

    /// <summary>How far offer and answer have come.</summary>
    public RtcSignalingState SignalingState => throw new NotImplementedException();

    /// <summary>The state of the connection as a whole.</summary>
    public RtcPeerConnectionState ConnectionState => throw new NotImplementedException();

    /// <summary>The largest message the other end accepts, in bytes; <see cref="long.MaxValue"/> where it takes any.</summary>
    public long RemoteMaxMessageSize => throw new NotImplementedException();

    /// <summary>What happens to the connection, in order; completes when it is closed.</summary>
    public ChannelReader<RtcPeerConnectionEvent> Events => throw new NotImplementedException();

    /// <summary>Creates a data channel; before the connection is up, it opens with it.</summary>
    public RtcDataChannel CreateDataChannel(string label, RtcDataChannelInit? init = null) => throw new NotImplementedException();

    /// <summary>Makes an offer (RFC 8829 section 5.2).</summary>
    public RtcSessionDescription CreateOffer() => throw new NotImplementedException();

    /// <summary>Makes the answer to the offer set by <see cref="SetRemoteDescription"/> (RFC 8829 section 5.3).</summary>
    public RtcSessionDescription CreateAnswer() => throw new NotImplementedException();

    /// <summary>Takes what we made as ours and begins to gather candidates.</summary>
    public void SetLocalDescription(RtcSessionDescription description) => throw new NotImplementedException();

    /// <summary>Takes the other end's offer or answer.</summary>
    public void SetRemoteDescription(RtcSessionDescription description) => throw new NotImplementedException();

    /// <summary>Takes a candidate of the other end.</summary>
    public void AddIceCandidate(RtcIceCandidate candidate) => throw new NotImplementedException();

    /// <summary>Ends the connection at once; the other end is told.</summary>
    public Task CloseAsync() => throw new NotImplementedException();

    /// <summary>As <see cref="CloseAsync"/>.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

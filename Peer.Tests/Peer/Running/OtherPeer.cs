using Microsoft.Extensions.Logging.Abstractions;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>Another program in the room, which uses the library as a test tells it to, well or badly.</summary>
internal sealed class OtherPeer : IAsyncDisposable
{
    private readonly SignallingClient _signalling;
    private readonly Task _listening;
    private readonly Task _gathering;

    public OtherPeer(Uri room, int maxMessageSize = 256 * 1024)
    {
        Connection = new RtcPeerConnection(new RtcConfiguration { MaxMessageSize = maxMessageSize });
        _signalling = new SignallingClient(room, NullLogger.Instance);
        _listening = ListenAsync();
        _gathering = GatherAsync();
    }

    public RtcPeerConnection Connection { get; }

    /// <summary>Whether it makes an offer when it has joined.</summary>
    public bool Calls { get; init; }

    /// <summary>What becomes of its descriptions on their way.</summary>
    public Func<string, string> Distort { get; init; } = sdp => sdp;

    /// <summary>Whether candidates are exchanged.</summary>
    public bool Trickles { get; init; } = true;

    /// <summary>The channels that the peer opens.</summary>
    public System.Threading.Channels.Channel<RtcDataChannel> Incoming { get; } =
        System.Threading.Channels.Channel.CreateUnbounded<RtcDataChannel>();

    public async ValueTask DisposeAsync()
    {
        await _signalling.DisposeAsync();
        await _listening;
        await Connection.DisposeAsync();
        await _gathering;
    }

    private async Task ListenAsync()
    {
        await foreach (var happened in _signalling.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case SignallingEvent.Joined when Calls:
                    Say(Connection.CreateOffer());
                    break;
                case SignallingEvent.Received { Message: SignallingMessage.Description { Sdp: var description } }:
                    Connection.SetRemoteDescription(description);
                    if (description.Type == RtcSdpType.Offer)
                    {
                        Say(Connection.CreateAnswer());
                    }

                    break;
                case SignallingEvent.Received { Message: SignallingMessage.Candidate { Ice: var candidate } } when Trickles:
                    Connection.AddIceCandidate(candidate);
                    break;
            }
        }
    }

    private void Say(RtcSessionDescription description)
    {
        Connection.SetLocalDescription(description);
        _signalling.Send(new SignallingMessage.Description(
            "other", null, description with { Sdp = Distort(description.Sdp) }, null));
    }

    private async Task GatherAsync()
    {
        await foreach (var happened in Connection.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case RtcPeerConnectionEvent.IceCandidate { Candidate: var candidate } when Trickles:
                    _signalling.Send(new SignallingMessage.Candidate("other", null, candidate));
                    break;
                case RtcPeerConnectionEvent.DataChannel { Channel: var channel }:
                    Incoming.Writer.TryWrite(channel);
                    break;
            }
        }
    }
}

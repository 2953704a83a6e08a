using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>One side of a <see cref="ManInTheMiddle"/>: a member of one room under the name of somebody in another.</summary>
internal sealed class ImpostorLeg : IAsyncDisposable
{
    private readonly SignallingClient _signalling;
    private readonly List<RtcIceCandidate> _early = [];
    private readonly Channel<SignallingMessage> _messages = Channel.CreateUnbounded<SignallingMessage>();
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RtcDataChannel?> _channel = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] _running;
    private RtcSessionDescription? _offer;
    private bool _isConnected;

    public ImpostorLeg(Uri room)
    {
        _signalling = new SignallingClient(room, NullLogger.Instance);
        _running = [ListenAsync(), PumpAsync()];
    }

    public RtcPeerConnection Connection { get; } = new();

    /// <summary>Completes when it is in its room.</summary>
    public Task Joined => _joined.Task;

    /// <summary>The name that it goes by.</summary>
    public string Alias { get; set; } = "";

    public ChannelReader<SignallingMessage> Messages => _messages.Reader;

    /// <summary>The channel that the other end opens; null where it never does.</summary>
    public Task<RtcDataChannel?> ChannelAsync() => _channel.Task;

    public void Say(SignallingMessage message) => _signalling.Send(message);

    /// <summary>Makes an offer of its own in the place of another, as often as that is made.</summary>
    public void Offer(SignallingMessage.Description original)
    {
        if (_offer is null)
        {
            _offer = Connection.CreateOffer();
            Connection.SetLocalDescription(_offer);
        }

        Say(original with { Sdp = _offer });
        _described.TrySetResult();
    }

    /// <summary>Takes the answer to the offer; false where it has one already.</summary>
    public bool TryAccept(RtcSessionDescription answer)
    {
        if (_isConnected)
        {
            return false;
        }

        Connect(answer);
        return true;
    }

    /// <summary>Answers an offer in the place of somebody else.</summary>
    public void Answer(RtcSessionDescription offer, SignallingMessage.Description original)
    {
        Connect(offer);
        var answer = Connection.CreateAnswer();
        Connection.SetLocalDescription(answer);
        Say(original with { Sdp = answer });
        _described.TrySetResult();
    }

    public void Take(RtcIceCandidate candidate)
    {
        if (_isConnected)
        {
            Connection.AddIceCandidate(candidate);
        }
        else
        {
            _early.Add(candidate);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _described.TrySetResult();
        await _signalling.DisposeAsync();
        await Connection.DisposeAsync();
        await Task.WhenAll(_running);
    }

    private void Connect(RtcSessionDescription remote)
    {
        Connection.SetRemoteDescription(remote);
        _isConnected = true;
        _early.ForEach(Connection.AddIceCandidate);
    }

    private async Task ListenAsync()
    {
        await foreach (var happened in _signalling.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case SignallingEvent.Joined:
                    _joined.TrySetResult();
                    break;
                case SignallingEvent.Received received:
                    _messages.Writer.TryWrite(received.Message);
                    break;
            }
        }

        _messages.Writer.Complete();
    }

    private async Task PumpAsync()
    {
        await foreach (var happened in Connection.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case RtcPeerConnectionEvent.IceCandidate { Candidate: var candidate }:
                    await _described.Task;
                    Say(new SignallingMessage.Candidate(Alias, null, candidate));
                    break;
                case RtcPeerConnectionEvent.DataChannel { Channel: var channel }:
                    _channel.TrySetResult(channel);
                    break;
            }
        }

        _channel.TrySetResult(null);
    }
}

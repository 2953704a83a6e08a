using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

/// <summary>Two connections on this machine's sockets, joined by a signalling that is a method call.</summary>
internal sealed class ConnectedPair : IAsyncDisposable
{
    private readonly List<Task> _signalling = [];
    private readonly TaskCompletionSource<RtcDataChannel> _incoming = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConnectedPair(RtcConfiguration? calleeConfiguration) => Callee = new RtcPeerConnection(calleeConfiguration);

    public RtcPeerConnection Caller { get; } = new();

    public RtcPeerConnection Callee { get; }

    public RtcDataChannel CallersChannel { get; private set; } = null!;

    public RtcDataChannel CalleesChannel { get; private set; } = null!;

    /// <summary>What ended the callee's connection, if anything did.</summary>
    public RtcFailure? CalleesFailure { get; private set; }

    public static async Task<ConnectedPair> OpenAsync(CancellationToken cancellationToken, RtcConfiguration? calleeConfiguration = null)
    {
        var pair = new ConnectedPair(calleeConfiguration);
        pair.CallersChannel = pair.Caller.CreateDataChannel("chat");
        pair.Negotiate();
        pair.CalleesChannel = await pair._incoming.Task.WaitAsync(cancellationToken);
        await pair.CallersChannel.Opened.WaitAsync(cancellationToken);
        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Callee.DisposeAsync();
        await Task.WhenAll(_signalling);
    }

    private void Negotiate()
    {
        var offer = Caller.CreateOffer();
        Caller.SetLocalDescription(offer);
        Callee.SetRemoteDescription(offer);
        var answer = Callee.CreateAnswer();
        Callee.SetLocalDescription(answer);
        Caller.SetRemoteDescription(answer);
        _signalling.Add(SignalAsync(Caller, Callee));
        _signalling.Add(SignalAsync(Callee, Caller));
    }

    private async Task SignalAsync(RtcPeerConnection from, RtcPeerConnection to)
    {
        await foreach (var happened in from.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case RtcPeerConnectionEvent.IceCandidate { Candidate: var candidate }:
                    to.AddIceCandidate(candidate);
                    break;
                case RtcPeerConnectionEvent.DataChannel { Channel: var channel }:
                    _incoming.TrySetResult(channel);
                    break;
                case RtcPeerConnectionEvent.ConnectionStateChanged { Failure: { } failure } when from == Callee:
                    CalleesFailure = failure;
                    break;
            }
        }
    }
}

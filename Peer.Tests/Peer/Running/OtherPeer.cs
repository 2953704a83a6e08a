using Microsoft.Extensions.Logging.Abstractions;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>
/// Another program in the room, which uses the library as a test tells it to, well or badly. It takes messages of at most
/// 1,000 bytes.
/// </summary>
internal sealed class OtherPeer : IAsyncDisposable
{
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SignallingClient? _signalling;
    private Task _listening = Task.CompletedTask;
    private Task _gathering = Task.CompletedTask;

    public RtcPeerConnection Connection { get; } = new(new RtcConfiguration { MaxMessageSize = 1000 });

    /// <summary>Whether it makes an offer when it has joined.</summary>
    public bool Calls { get; init; }

    /// <summary>What becomes of its descriptions on their way.</summary>
    public Func<string, string> Distort { get; init; } = sdp => sdp;

    /// <summary>Whether it says that it is a callee of ours: one that knows addresses, and is not alone with its caller.</summary>
    public bool PassesForOurs { get; init; }

    /// <summary>Whether candidates are exchanged.</summary>
    public bool Trickles { get; init; } = true;

    /// <summary>The channels that the peer opens.</summary>
    public System.Threading.Channels.Channel<RtcDataChannel> Incoming { get; } =
        System.Threading.Channels.Channel.CreateUnbounded<RtcDataChannel>();

    /// <summary>Joins the room; completes when it is there.</summary>
    public Task JoinAsync(Uri room, CancellationToken cancellationToken)
    {
        _signalling = new SignallingClient(room, NullLogger.Instance);
        _listening = ListenAsync(_signalling);
        _gathering = GatherAsync(_signalling);
        return _joined.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A description with another certificate's fingerprint.</summary>
    public static string WithAnotherFingerprint(string sdp)
    {
        var digest = sdp.IndexOf("a=fingerprint:sha-256 ", StringComparison.Ordinal) + "a=fingerprint:sha-256 ".Length;
        var first = sdp[digest] == '0' ? '1' : '0';
        return $"{sdp[..digest]}{first}{sdp[(digest + 1)..]}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_signalling is not null)
        {
            await _signalling.DisposeAsync();
        }

        await _listening;
        await Connection.DisposeAsync();
        await _gathering;
    }

    private async Task ListenAsync(SignallingClient signalling)
    {
        await foreach (var happened in signalling.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case SignallingEvent.Joined:
                    if (Calls)
                    {
                        Say(signalling, Connection.CreateOffer());
                    }

                    _joined.TrySetResult();
                    break;
                case SignallingEvent.Received { Message.To: { } to } when PassesForOurs && to != "other":
                    break;
                case SignallingEvent.Received { Message: SignallingMessage.Description { Sdp: var description } }:
                    Connection.SetRemoteDescription(description);
                    if (description.Type == RtcSdpType.Offer)
                    {
                        Say(signalling, Connection.CreateAnswer());
                    }

                    break;
                case SignallingEvent.Received { Message: SignallingMessage.Candidate { Ice: var candidate } } when Trickles:
                    Connection.AddIceCandidate(candidate);
                    break;
            }
        }
    }

    private void Say(SignallingClient signalling, RtcSessionDescription description)
    {
        signalling.Send(new SignallingMessage.Description(
            "other", null, description with { Sdp = Distort(description.Sdp) }, PassesForOurs ? PeerRole.Callee : null));
        // Not before that: a candidate that comes before its description would be a stranger's.
        Connection.SetLocalDescription(description);
    }

    private async Task GatherAsync(SignallingClient signalling)
    {
        await foreach (var happened in Connection.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case RtcPeerConnectionEvent.IceCandidate { Candidate: var candidate } when Trickles:
                    signalling.Send(new SignallingMessage.Candidate("other", null, candidate));
                    break;
                case RtcPeerConnectionEvent.DataChannel { Channel: var channel }:
                    Incoming.Writer.TryWrite(channel);
                    break;
            }
        }
    }
}

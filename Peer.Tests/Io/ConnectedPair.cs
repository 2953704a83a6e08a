using System.Threading.Channels;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

/// <summary>Two connections on this machine's sockets, joined by a signalling that is a method call.</summary>
internal sealed class ConnectedPair : IAsyncDisposable
{
    private readonly List<Task> _signalling = [];
    private readonly Func<string, bool> _isSignalled;
    private readonly TaskCompletionSource<RtcDataChannel> _incoming = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConnectedPair(RtcConfiguration? calleeConfiguration, RtcConfiguration? callerConfiguration, Func<string, bool>? isSignalled)
    {
        _isSignalled = isSignalled ?? (static _ => true);
        Caller = new RtcPeerConnection(callerConfiguration);
        Callee = new RtcPeerConnection(calleeConfiguration);
    }

    public RtcPeerConnection Caller { get; }

    public RtcPeerConnection Callee { get; }

    public RtcDataChannel CallersChannel { get; private set; } = null!;

    public RtcDataChannel CalleesChannel { get; private set; } = null!;

    /// <summary>What ended the callee's connection, if anything did.</summary>
    public RtcFailure? CalleesFailure { get; private set; }

    /// <summary>The candidates at servers that the caller has signalled.</summary>
    public Sightings<string> CallersRelayedCandidates { get; } = new();

    /// <summary>The other candidates that the caller has signalled.</summary>
    public Sightings<string> CallersOwnCandidates { get; } = new();

    /// <summary>What servers have told the caller.</summary>
    public Channel<RtcPeerConnectionEvent.IceCandidateError> CallersServerErrors { get; } =
        Channel.CreateUnbounded<RtcPeerConnectionEvent.IceCandidateError>();

    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="calleeConfiguration">Null for the defaults.</param>
    /// <param name="callerConfiguration">Null for the defaults.</param>
    /// <param name="isSignalled">Which candidates reach the other end; null for all.</param>
    public static async Task<ConnectedPair> OpenAsync(
        CancellationToken cancellationToken,
        RtcConfiguration? calleeConfiguration = null,
        RtcConfiguration? callerConfiguration = null,
        Func<string, bool>? isSignalled = null)
    {
        var pair = new ConnectedPair(calleeConfiguration, callerConfiguration, isSignalled);
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

    /// <summary>A restart of ICE that the caller offers, or the callee.</summary>
    public void Restart(bool byCaller)
    {
        (byCaller ? Caller : Callee).RestartIce();
        Negotiate(byCaller);
    }

    private void Negotiate()
    {
        Negotiate(byCaller: true);
        _signalling.Add(SignalAsync(Caller, Callee));
        _signalling.Add(SignalAsync(Callee, Caller));
    }

    private void Negotiate(bool byCaller)
    {
        var (from, to) = byCaller ? (Caller, Callee) : (Callee, Caller);
        var offer = from.CreateOffer();
        from.SetLocalDescription(offer);
        to.SetRemoteDescription(offer);
        var answer = to.CreateAnswer();
        to.SetLocalDescription(answer);
        from.SetRemoteDescription(answer);
    }

    private async Task SignalAsync(RtcPeerConnection from, RtcPeerConnection to)
    {
        await foreach (var happened in from.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case RtcPeerConnectionEvent.IceCandidateError error when from == Caller:
                    CallersServerErrors.Writer.TryWrite(error);
                    break;
                case RtcPeerConnectionEvent.IceCandidate { Candidate: var candidate }:
                    if (from == Caller) Note(candidate.Candidate);
                    if (_isSignalled(candidate.Candidate)) to.AddIceCandidate(candidate);
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

    private void Note(string candidate)
    {
        if (candidate.Contains(" typ relay ", StringComparison.Ordinal))
        {
            CallersRelayedCandidates.Add(candidate);
        }
        else if (candidate.Length > 0)
        {
            CallersOwnCandidates.Add(candidate);
        }
    }
}

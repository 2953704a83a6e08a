using System.Diagnostics;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Doctor;

/// <summary>Two connections of this process that are each other's other end.</summary>
internal sealed class SelfConnection : IAsyncDisposable
{
    private const string Label = "doctor";

    private readonly RtcPeerConnection _caller;
    private readonly RtcPeerConnection _callee;
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _pumps = [];
    private Task _echo = Task.CompletedTask;

    public SelfConnection(RtcConfiguration configuration)
    {
        _caller = new RtcPeerConnection(configuration);
        _callee = new RtcPeerConnection(configuration);
    }

    /// <summary>Of the message that went there and back; null where none did.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>Connects, and sends a message there and back.</summary>
    /// <returns>Why that failed; null where it did not.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        var channel = _caller.CreateDataChannel(Label);
        var offer = _caller.CreateOffer();
        _caller.SetLocalDescription(offer);
        _callee.SetRemoteDescription(offer);
        var answer = _callee.CreateAnswer();
        _callee.SetLocalDescription(answer);
        _caller.SetRemoteDescription(answer);
        _pumps.Add(PumpAsync(_caller, _callee));
        _pumps.Add(PumpAsync(_callee, _caller));
        return await TalkAsync(channel, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
        await Task.WhenAll(_pumps);
        await _echo;
    }

    private async Task<string?> TalkAsync(RtcDataChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            if (await Task.WhenAny(channel.Opened, _failed.Task).WaitAsync(cancellationToken) == _failed.Task)
            {
                return await _failed.Task;
            }

            await channel.Opened;
            var began = Stopwatch.GetTimestamp();
            await channel.SendAsync("well?", cancellationToken);
            if (!await channel.WaitToReadAsync(cancellationToken))
            {
                return "the channel was closed";
            }

            RoundTrip = Stopwatch.GetElapsedTime(began);
            return null;
        }
        catch (RtcConnectionException e)
        {
            return e.Failure?.Message ?? e.Message;
        }
    }

    private async Task PumpAsync(RtcPeerConnection from, RtcPeerConnection to)
    {
        await foreach (var happened in from.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case RtcPeerConnectionEvent.IceCandidate found:
                    to.AddIceCandidate(found.Candidate);
                    break;
                case RtcPeerConnectionEvent.DataChannel { Channel: var channel }:
                    _echo = EchoAsync(channel);
                    break;
                case RtcPeerConnectionEvent.ConnectionStateChanged { State: RtcPeerConnectionState.Failed, Failure: var failure }:
                    _failed.TrySetResult(failure?.Message ?? "the connection failed");
                    break;
            }
        }
    }

    private static async Task EchoAsync(RtcDataChannel channel)
    {
        try
        {
            await foreach (var _ in channel.ReadAllAsync())
            {
                await channel.SendAsync("well.");
            }
        }
        catch (RtcConnectionException)
        {
            // The caller has heard enough.
        }
    }
}

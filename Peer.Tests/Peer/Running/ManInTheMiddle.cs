using System.Collections.Concurrent;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>
/// What a relay can do that means ill: caller and callee are in two rooms, and take each other for members of theirs. It
/// ends the connections of both with certificates of its own, and hands on all that is said while it reads along.
/// </summary>
internal sealed class ManInTheMiddle : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly ImpostorLeg _toCaller;
    private readonly ImpostorLeg _toCallee;
    private readonly RtcDataChannel _calleeChannel;
    private readonly Task[] _running;
    private SignallingMessage.Description? _offer;

    /// <param name="callers">The room that the caller is in.</param>
    /// <param name="callees">The room that the callee is in.</param>
    public ManInTheMiddle(Uri callers, Uri callees)
    {
        _toCaller = new ImpostorLeg(callers);
        _toCallee = new ImpostorLeg(callees);
        _calleeChannel = _toCallee.Connection.CreateDataChannel("chat");
        _running = [ListenAsync(_toCaller, _toCallee), ListenAsync(_toCallee, _toCaller), ReadAlongAsync()];
    }

    /// <summary>What the two have said to each other over their connections.</summary>
    public ConcurrentQueue<string> Overheard { get; } = [];

    /// <summary>Completes when it is in both rooms.</summary>
    public Task JoinedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_toCaller.Joined, _toCallee.Joined).WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _toCaller.DisposeAsync();
        await _toCallee.DisposeAsync();
        await Task.WhenAll(_running);
    }

    private async Task ListenAsync(ImpostorLeg here, ImpostorLeg there)
    {
        await foreach (var received in here.Messages.ReadAllAsync())
        {
            // Plain messages are easier to read along.
            var message = received with { TakesPipes = false };
            lock (_lock) Take(message, here, there);
        }
    }

    private void Take(SignallingMessage message, ImpostorLeg here, ImpostorLeg there)
    {
        there.Alias = message.Uuid;
        switch (message)
        {
            case SignallingMessage.Candidate candidate:
                here.Take(candidate.Ice);
                break;
            case SignallingMessage.Description description:
                Exchange(description);
                break;
            default:
                there.Say(message);
                break;
        }
    }

    /// <summary>Offers to the callee what the caller offers, and answers the caller when the callee has answered.</summary>
    private void Exchange(SignallingMessage.Description description)
    {
        if (description.Sdp.Type == RtcSdpType.Offer)
        {
            _offer = description;
            _toCallee.Offer(description);
        }
        else if (_offer is not null && _toCallee.TryAccept(description.Sdp))
        {
            _toCaller.Answer(_offer.Sdp, description);
        }
    }

    private async Task ReadAlongAsync()
    {
        if (await _toCaller.ChannelAsync() is { } callerChannel)
        {
            await Task.WhenAll(CarryAsync(callerChannel, _calleeChannel), CarryAsync(_calleeChannel, callerChannel));
        }
    }

    private async Task CarryAsync(RtcDataChannel from, RtcDataChannel to)
    {
        try
        {
            // Either connection may be the first to be up.
            await to.Opened;
            await foreach (var message in from.ReadAllAsync())
            {
                Overheard.Enqueue(message.Text);
                await to.SendAsync(message.Text);
            }
        }
        catch (RtcConnectionException)
        {
            // It is found out, or over.
        }
    }
}

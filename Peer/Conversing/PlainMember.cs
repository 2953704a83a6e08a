using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Conversing;

/// <summary>
/// A peer that knows messages and nothing beyond, such as a browser's page: each line is one. The end of our stdin closes the
/// channel, and so does the other end when it has had enough.
/// </summary>
internal sealed class PlainMember : Member
{
    private static readonly TimeSpan ReasonTimeout = TimeSpan.FromSeconds(1);

    /// <summary>After how long a channel is taken to have been announced to whoever will not say so.</summary>
    private static readonly TimeSpan AnnouncedAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long it is waited for, where it will be said; the page may be busy, or its relay away.</summary>
    private static readonly TimeSpan AnnouncedTimeout = TimeSpan.FromSeconds(5);

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Members _members;
    private readonly Receiver _receiver;
    private readonly RtcDataChannel _channel;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationToken _isOver;
    private Task _closing = Task.CompletedTask;
    private volatile bool _isDropped;

    public PlainMember(string name, ChannelConnection connection, Members members, Output output, IMessageFormat format, ILogger logger)
        : base(name, connection)
    {
        MaxMessageSize = connection.MaxMessageSize;
        _members = members;
        _channel = connection.Channel ?? throw new ArgumentException("The channel is not open.", nameof(connection));
        _receiver = new Receiver(_channel, output, format);
        _logger = logger;
        _isOver = _over.Token;
    }

    /// <summary>The largest message that it takes, in bytes.</summary>
    public int MaxMessageSize { get; }

    /// <summary>
    /// Receives to the end. It was a good one when all that was sent was acknowledged, all that was received is written, and
    /// both ends closed the channel.
    /// </summary>
    public override async Task<MemberEnd> RunAsync()
    {
        await _receiver.RunAsync();
        await _over.CancelAsync();
        await _closing;
        if (await _channel.Closed == RtcChannelClosure.Clean)
        {
            return MemberEnd.Parted;
        }

        if (!_isDropped)
        {
            await TellReasonAsync();
        }

        return MemberEnd.Lost;
    }

    public override void InputEnded() => Close(AwaitAnnouncedAsync());

    public override void OutputFailed() => Close(AwaitAnnouncedAsync());

    public override void Leave(string reason) => Close(Task.CompletedTask);

    public override void Dispose() => _over.Dispose();

    /// <summary>
    /// Sends a message, waiting for room where there is none; false where the peer takes no more. It is not waited for
    /// longer than <see cref="Members.Patience"/> while it takes nothing at all and others wait with us.
    /// </summary>
    /// <exception cref="OperationCanceledException">Nothing is to be sent any more.</exception>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, bool isText, CancellationToken cancellationToken)
    {
        try
        {
            var sending = isText ? _channel.SendTextAsync(message, _isOver) : _channel.SendAsync(message, _isOver);
            return sending.IsCompletedSuccessfully ? new(true) : WaitAsync(sending.AsTask(), cancellationToken);
        }
        catch (Exception e) when (e is RtcConnectionException or OperationCanceledException)
        {
            return new(false);
        }
    }

    /// <summary>Closes the channel: all that was sent is acknowledged first. It is over when <see cref="RunAsync"/> is.</summary>
    private void Close(Task announced)
    {
        if (_closing.IsCompleted)
        {
            _closing = CloseAsync(announced);
        }
    }

    /// <summary>
    /// Waits until the other end's program has been given the channel that we have opened: a browser drops what has come over
    /// one that is closed before (a page may be busy for a while), although it has acknowledged it.
    /// </summary>
    private async Task AwaitAnnouncedAsync()
    {
        var left = (Connection.Announced is null ? AnnouncedAfter : AnnouncedTimeout) - Stopwatch.GetElapsedTime(_began);
        if (Connection.Role == PeerRole.Caller && !_receiver.HasReceived && left > TimeSpan.Zero)
        {
            await Task.WhenAny(Connection.Announced ?? _channel.Closed, _channel.Closed, Task.Delay(left, _isOver));
        }
    }

    private async Task CloseAsync(Task announced)
    {
        await announced;
        try
        {
            await _channel.CloseAsync();
        }
        catch (RtcConnectionException)
        {
            // Whoever receives learns of it as well.
        }
    }

    private async Task TellReasonAsync()
    {
        var reason = await Connection.ReasonAsync(ReasonTimeout) ?? "the channel ended without being closed";
        if (_members.WereSeveral)
        {
            _logger.MemberLost(Name, reason);
        }
        else
        {
            _logger.ConnectionLost(reason);
        }
    }

    private async ValueTask<bool> WaitAsync(Task sending, CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiting = _channel.BufferedAmount;
            try
            {
                await sending.WaitAsync(_members.Patience, cancellationToken);
                return true;
            }
            catch (TimeoutException) when (_members.Present.Count > 1 && _channel.BufferedAmount == waiting)
            {
                _logger.MemberDropped(Name, _members.Patience.TotalSeconds);
                _isDropped = true;
                Connection.Discard();
            }
            catch (TimeoutException)
            {
                // It is slow, but it takes something; or nobody else has to wait for it.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }
            catch (RtcConnectionException)
            {
                return false;
            }
        }
    }
}

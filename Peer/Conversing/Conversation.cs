using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Conversing;

/// <summary>
/// Carries stdin into the channel and the channel to stdout, until one end has nothing more to say. Exit code 0 is
/// earned: everything sent was acknowledged, everything received was written, and both ends closed the channel.
/// </summary>
internal sealed class Conversation
{
    /// <summary>How long an interrupted program waits for the other end to take what was sent, and to close.</summary>
    private static readonly TimeSpan InterruptedGrace = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ReasonTimeout = TimeSpan.FromSeconds(1);

    private readonly ChannelConnection _connection;
    private readonly RtcDataChannel _channel;
    private readonly bool _binary;
    private readonly Sender _sender;
    private readonly Receiver _receiver;
    private readonly ILogger _logger;

    public Conversation(ChannelConnection connection, bool binary, StandardStreams streams, ILogger logger)
    {
        _connection = connection;
        _channel = connection.Channel ?? throw new ArgumentException("The channel is not open.", nameof(connection));
        _binary = binary;
        _logger = logger;
        _sender = new Sender(streams.Input, _channel, connection.MaxMessageSize, logger);
        _receiver = new Receiver(_channel, streams.Output, streams.OutputIsTerminal
            ? new TerminalFormat(lines: !binary)
            : new ExactFormat(lines: !binary));
    }

    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        try
        {
            return await ConverseAsync(interruption);
        }
        finally
        {
            Summary.Write(_connection.GetStats(), _logger);
        }
    }

    private async Task<ExitCode> ConverseAsync(Interruption interruption)
    {
        using var stopSending = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        var receiving = _receiver.RunAsync();
        var sending = SendAsync(stopSending.Token);
        try
        {
            await Task.WhenAny(sending, receiving, _receiver.OutputFailed).WaitAsync(interruption.Token);
            await stopSending.CancelAsync();
            var sent = await sending;
            await _channel.CloseAsync(interruption.Token);
            await receiving.WaitAsync(interruption.Token);
            return await EndOfChannelAsync(sent);
        }
        catch (RtcConnectionException e)
        {
            await receiving.WaitAsync(interruption.Token);
            return await LostAsync(e.Failure);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await CloseInterruptedAsync(receiving);
            _logger.Interrupted();
            return interruption.Code;
        }
    }

    /// <summary>Sends stdin to its end, or until told to stop.</summary>
    private async Task<InputEnd> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (_binary ? _sender.SendBytesAsync(cancellationToken) : _sender.SendLinesAsync(cancellationToken));
            _logger.EndOfInput();
            return InputEnd.Reached;
        }
        catch (OperationCanceledException)
        {
            return InputEnd.NotReached;
        }
        catch (RtcConnectionException)
        {
            // The channel is closed, or the connection is lost: the channel itself knows which.
            return InputEnd.NotSent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.InputFailed(e.Message);
            return InputEnd.Unreadable;
        }
    }

    private async Task<ExitCode> EndOfChannelAsync(InputEnd sent)
    {
        if (await _channel.Closed != RtcChannelClosure.Clean)
        {
            return await LostAsync(null);
        }

        if (_receiver.OutputFailed is { IsCompleted: true } failed)
        {
            var reason = await failed;
            if (!StandardStreams.IsBrokenPipe(reason))
            {
                _logger.OutputFailed(reason.Message);
                return ExitCode.Failed;
            }

            _logger.OutputClosed();
        }

        if (sent == InputEnd.NotSent)
        {
            _logger.ClosedBeforeEndOfInput();
        }

        _logger.ChannelClosed();
        return sent == InputEnd.Unreadable ? ExitCode.Failed : ExitCode.Done;
    }

    private async Task<ExitCode> LostAsync(RtcFailure? failure)
    {
        if (failure is null)
        {
            // The channel may know of the end a moment before the reason has come by.
            await Task.WhenAny(_connection.Failed, Task.Delay(ReasonTimeout));
            failure = _connection.Failed.IsCompletedSuccessfully ? await _connection.Failed : null;
        }

        _logger.ConnectionLost(failure?.Message ?? "the channel ended without being closed");
        return ExitCode.ConnectionLost;
    }

    private async Task CloseInterruptedAsync(Task receiving)
    {
        using var grace = new CancellationTokenSource(InterruptedGrace);
        try
        {
            await _channel.CloseAsync(grace.Token);
            await receiving.WaitAsync(grace.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or RtcConnectionException)
        {
            // The other end is gone, or too slow to be waited for.
        }
    }
}

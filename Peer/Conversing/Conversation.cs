using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;

namespace RtcPeer.Peer.Conversing;

/// <summary>
/// Carries stdin into the channel of each peer and what comes from them to stdout, until one end has nothing more to say:
/// stdin, or all the peers. Exit code 0 is earned: everything sent was acknowledged, everything received was written, and
/// each channel was closed by both its ends.
/// </summary>
internal sealed class Conversation : IDisposable
{
    /// <summary>How long an interrupted program waits for the other ends to take what was sent, and to close.</summary>
    private static readonly TimeSpan InterruptedGrace = TimeSpan.FromSeconds(3);

    private readonly Rendezvous _rendezvous;
    private readonly PeerOptions _options;
    private readonly bool _toTerminal;
    private readonly ILogger _logger;
    private readonly Output _output;
    private readonly Members _members;
    private readonly Sender _sender;
    private readonly Awaited _awaited;
    private readonly PeerNames _names = new();
    private readonly List<Task> _running = [];
    private volatile bool _someLost;

    public Conversation(Rendezvous rendezvous, PeerOptions options, StandardStreams streams, ILogger logger)
    {
        _rendezvous = rendezvous;
        _options = options;
        _toTerminal = streams.OutputIsTerminal;
        _logger = logger;
        _output = new Output(streams.Output);
        _awaited = new Awaited(options, _output);
        _members = new Members(options.Patience);
        _sender = new Sender(_awaited.Hold(streams.Input), _members, logger);
    }

    /// <param name="connections">Those that it begins with, with open channels.</param>
    /// <param name="interruption">When to end before its time.</param>
    public async Task<ExitCode> RunAsync(IEnumerable<ChannelConnection> connections, Interruption interruption)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        foreach (var connection in connections)
        {
            Join(connection);
        }

        var welcoming = WelcomeAsync(stop.Token);
        var sending = SendAsync(stop.Token);
        try
        {
            await Task.WhenAny(sending, _members.AllGone, _output.Failed).WaitAsync(interruption.Token);
            await stop.CancelAsync();
            await welcoming;
            var sent = await sending;
            await CloseAllAsync(interruption.Token);
            return _awaited.CodeOf(await EndAsync(sent));
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await CloseInterruptedAsync(welcoming);
            _logger.Interrupted();
            return interruption.Code;
        }
    }

    public void Dispose() => _output.Dispose();

    private void Join(ChannelConnection connection)
    {
        var name = _names.Next(connection.Remote);
        _logger.ChannelOpenWith(_options.Channel, name);
        if (connection.GetStats().SelectedCandidatePair is { } pair)
        {
            Summary.WritePath(pair, _logger);
        }

        var member = new Member(name, connection, _members, _output, _awaited.Watch(FormatOf(name)), _logger);
        _members.Add(member);
        _running.Add(RunAsync(member));
    }

    private IMessageFormat FormatOf(string name)
    {
        if (_options.Json)
        {
            return new JsonFormat(name, _options.Binary);
        }

        var lines = !_options.Binary;
        IMessageFormat text = _toTerminal ? new TerminalFormat(lines) : new ExactFormat(lines);
        return lines && (_options.Prefix ?? _toTerminal)
            ? new PrefixedFormat(name, () => _options.Prefix ?? _members.WereSeveral, text)
            : text;
    }

    private async Task RunAsync(Member member)
    {
        var parted = false;
        try
        {
            parted = await member.RunAsync();
            if (parted && _members.WereSeveral)
            {
                _logger.MemberLeft(member.Name);
            }
        }
        finally
        {
            _someLost |= !parted;
            Summary.Write(member.Connection.GetStats(), _logger);
            _members.Remove(member);
            await _rendezvous.EndAsync(member.Connection, parted);
            member.Dispose();
        }
    }

    /// <summary>Takes in those who come later.</summary>
    private async Task WelcomeAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _rendezvous.NextAsync(cancellationToken) is { } connection)
            {
                Join(connection);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody is to join any more.
        }
    }

    /// <summary>Sends stdin to its end, or until told to stop.</summary>
    private async Task<InputEnd> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sent = await (_options.Binary ? _sender.SendBytesAsync(cancellationToken) : _sender.SendLinesAsync(cancellationToken));
            if (sent)
            {
                _logger.EndOfInput();
            }

            return sent ? InputEnd.Reached : InputEnd.NotSent;
        }
        catch (OperationCanceledException)
        {
            return InputEnd.NotReached;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.InputFailed(e.Message);
            return InputEnd.Unreadable;
        }
    }

    private async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        await _rendezvous.StopCallingAsync();
        while (_rendezvous.TryNext(out var late))
        {
            Join(late);
        }

        await Task.WhenAll(_members.Present.Select(member => member.CloseAsync(cancellationToken)));
        await Task.WhenAll(_running).WaitAsync(cancellationToken);
    }

    private async Task<ExitCode> EndAsync(InputEnd sent)
    {
        if (_someLost)
        {
            return ExitCode.ConnectionLost;
        }

        if (_output.Failed is { IsCompleted: true } failed)
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

    private async Task CloseInterruptedAsync(Task welcoming)
    {
        await welcoming;
        using var grace = new CancellationTokenSource(InterruptedGrace);
        try
        {
            await CloseAllAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            // Another end is too slow to be waited for.
        }
    }
}

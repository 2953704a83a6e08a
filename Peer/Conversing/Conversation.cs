using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;

namespace RtcPeer.Peer.Conversing;

/// <summary>
/// Carries stdin to each peer and what comes from them to stdout, until they have said all that they have to say, or stdout
/// takes no more. Exit code 0 is earned: what was sent is written to the other ends' stdout, what they have sent is written
/// to ours, and each knows that. (Of a program that is not ours, all that is known is that it has acknowledged what was sent.)
/// </summary>
internal sealed class Conversation : IDisposable
{
    /// <summary>How long an interrupted program waits for the other ends to take what was sent, and to close.</summary>
    private static readonly TimeSpan InterruptedGrace = TimeSpan.FromSeconds(3);

    /// <summary>What may wait for stdout, of all peers together and of one of many; in bytes.</summary>
    private const long Window = 16 * 1024 * 1024;

    private const long MinWindow = 1024 * 1024;

    private readonly Rendezvous _rendezvous;
    private readonly PeerOptions _options;
    private readonly ILogger _logger;
    private readonly Output _output;
    private readonly Input _input;
    private readonly Members _members;
    private readonly Sender _sender;
    private readonly Awaited _awaited;
    private readonly OutputFormats _formats;
    private readonly PipeSurroundings _pipes;
    private readonly PeerNames _names = new();
    private readonly List<Task> _running = [];
    private MemberEnd _worst;
    private volatile Action<Member>? _ending;

    public Conversation(Rendezvous rendezvous, PeerOptions options, StandardStreams streams, ILogger logger)
    {
        _rendezvous = rendezvous;
        _options = options;
        _logger = logger;
        _output = new Output(streams.Output);
        _awaited = new Awaited(options, _output);
        _input = new Input(_awaited.Hold(streams.Input), streams.InputIsTerminal, options.Framing);
        _members = new Members(options.Patience);
        _sender = new Sender(_input, _members, new MessageSender(options.Framing, _members, logger));
        _formats = new OutputFormats(_output, streams.OutputIsTerminal, options, _members, _awaited);
        _pipes = new PipeSurroundings(_input, _output, _formats.StreamFor, rendezvous.RenewAsync, _members, options, logger);
    }

    /// <param name="connections">Those that it begins with, with open channels.</param>
    /// <param name="interruption">When to end before its time.</param>
    public async Task<ExitCode> RunAsync(IEnumerable<ChannelConnection> connections, Interruption interruption)
    {
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        using var stopWelcoming = new CancellationTokenSource();
        foreach (var connection in connections)
        {
            Join(connection);
        }

        var welcoming = WelcomeAsync(stopWelcoming.Token);
        var sending = SendAsync(stopReading.Token);
        try
        {
            Task over = _options.Keep
                ? Task.WhenAny(_output.Failed, _awaited.LeaveAsync())
                : Task.WhenAny(_members.AllGone, _output.Failed, _awaited.LeaveAsync());
            await Task.WhenAny(sending, over).WaitAsync(interruption.Token);
            if (sending is { IsCompletedSuccessfully: true, Result: InputEnd.Reached })
            {
                await DrainAsync(over, interruption.Token);
            }

            await stopReading.CancelAsync();
            var sent = await sending;
            await EndAllAsync(sent == InputEnd.Unreadable ? "its stdin cannot be read" : null, interruption.Token);
            return _awaited.CodeOf(await EndAsync(sent));
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await EndInterruptedAsync();
            _logger.Interrupted();
            return interruption.Code;
        }
        finally
        {
            await stopWelcoming.CancelAsync();
            await welcoming;
        }
    }

    public void Dispose() => _output.Dispose();

    private void Join(ChannelConnection connection)
    {
        if (_members.Present.FirstOrDefault(member => member.Connection.Remote == connection.Remote) is { } known)
        {
            GoOn(known, connection);
            return;
        }

        var name = _names.Next(connection.Remote);
        Member member = connection.IsPipe
            ? new PipeMember(name, connection, _pipes, Math.Max(MinWindow, Window / (_members.Present.Count + 1)))
            : new PlainMember(name, connection, _members, _output, _formats.MessagesOf(name), _logger);
        _members.Add(member);
        _logger.ChannelOpenWith(_options.Channel, name);
        connection.TellPath(name);
        lock (_running)
        {
            _running.RemoveAll(task => task.IsCompletedSuccessfully);
            _running.Add(RunAsync(member));
        }

        _ending?.Invoke(member);
    }

    private void GoOn(Member known, ChannelConnection connection)
    {
        if (known is not PipeMember pipe || !connection.IsPipe || !pipe.TryGoOn(connection))
        {
            _logger.NotTheSame(known.Name);
            connection.Discard();
        }
    }

    private async Task RunAsync(Member member)
    {
        var end = MemberEnd.Lost;
        try
        {
            end = await member.RunAsync();
            if (end == MemberEnd.Parted && _members.WereSeveral)
            {
                _logger.MemberLeft(member.Name);
            }
        }
        finally
        {
            Note(end);
            Summary.Write(member.Stats, _logger);
            _members.Remove(member);
            await _rendezvous.EndAsync(member.Connection, parted: end != MemberEnd.Lost);
            member.Dispose();
        }
    }

    private void Note(MemberEnd end)
    {
        lock (_members)
        {
            _worst = end > _worst ? end : _worst;
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
            if (_options.ReceiveOnly)
            {
                _input.Tape.Complete();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            var sent = await _sender.RunAsync(cancellationToken);
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

    /// <summary>stdin has ended: waits for what the other ends still have to say.</summary>
    private async Task DrainAsync(Task over, CancellationToken cancellationToken)
    {
        if (!_options.Keep && _input.HasSpoken)
        {
            await _rendezvous.StopCallingAsync();
        }

        foreach (var member in _members.Present.Where(member => member is PipeMember || !_options.Drain))
        {
            member.InputEnded();
        }

        await over.WaitAsync(cancellationToken);
    }

    /// <summary>Nobody is to join any more, and those who are there are to end.</summary>
    /// <param name="reason">Why they are left before their time; null where they have come to their end, or stdout has.</param>
    /// <param name="cancellationToken">Ends the waiting for them.</param>
    private async Task EndAllAsync(string? reason, CancellationToken cancellationToken)
    {
        _ending = reason is null ? static member => member.OutputFailed() : member => member.Leave(reason);
        await _rendezvous.StopCallingAsync();
        foreach (var member in _members.Present)
        {
            _ending(member);
        }

        while (_members.Present.Count > 0)
        {
            Task[] running;
            lock (_running)
            {
                running = [.. _running];
            }

            await Task.WhenAll(running).WaitAsync(cancellationToken);
        }
    }

    private async Task<ExitCode> EndAsync(InputEnd sent)
    {
        if (_worst == MemberEnd.Lost)
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
        return _worst switch
        {
            MemberEnd.NotTaken => ExitCode.NotTaken,
            MemberEnd.Incomplete => ExitCode.Incomplete,
            _ => sent == InputEnd.Unreadable ? ExitCode.Failed : ExitCode.Done,
        };
    }

    private async Task EndInterruptedAsync()
    {
        using var grace = new CancellationTokenSource(InterruptedGrace);
        try
        {
            await EndAllAsync("it was interrupted", grace.Token);
        }
        catch (OperationCanceledException)
        {
            // Another end is too slow to be waited for.
        }
    }
}

using System.Threading.Channels;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Piping;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Conversing;

/// <summary>
/// A peer of our own kind: each end knows what the other one has written to its stdout, and the stream goes on where it was
/// when the connection has to be replaced by another.
/// </summary>
internal sealed class PipeMember : Member
{
    private static readonly TimeSpan ReasonTimeout = TimeSpan.FromSeconds(1);

    private readonly PipeSurroundings _around;
    private readonly Pipe _pipe;
    private readonly Lock _lock = new();
    private readonly Signal _toSend = new();
    private readonly Signal _toWrite = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Channel<ChannelConnection> _renewals = Channel.CreateUnbounded<ChannelConnection>();
    private readonly string? _fingerprint;
    private readonly CancellationTokenSource _left = new();
    private Task _deciding = Task.CompletedTask;
    private volatile bool _isDropped;
    private bool _isLeaving;

    public PipeMember(string name, ChannelConnection connection, PipeSurroundings around, long window)
        : base(name, connection)
    {
        _around = around;
        var (input, options) = (around.Input, around.Options);
        _pipe = new Pipe(
            new Outgoing(input.Tape.Read(), sent => input.OnlyListens(sent, options)),
            new PipeTerms(window, Takes: !options.SendOnly, input.Framing));
        input.Tape.Grew += _toSend.Set;
        _fingerprint = connection.RemoteFingerprint;
    }

    /// <summary>How many bytes it has written to its stdout.</summary>
    public long Confirmed
    {
        get
        {
            lock (_lock) return _pipe.Outgoing.Confirmed;
        }
    }

    /// <summary>Whether it has not written all that was read so far.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_lock) return _pipe.Outgoing is { State: OutgoingState.Flowing } outgoing && outgoing.Length > outgoing.Confirmed;
        }
    }

    public override async Task<MemberEnd> RunAsync()
    {
        var writing = WriteAsync();
        RtcChannelClosure closure;
        do
        {
            closure = await RunOnAsync(Connection);
        }
        while (closure != RtcChannelClosure.Clean && !_isDropped && !IsLeft && await RenewAsync());

        _toWrite.End();
        await _over.CancelAsync();
        await writing;
        await _deciding;
        return _isDropped ? MemberEnd.Lost
            : _isLeaving ? MemberEnd.Parted
            : await new PipeVerdict(Name, _pipe, _around).FindAsync(closure, Connection);
    }

    /// <summary>
    /// Goes on over another connection, if it is with the same process: its certificate is of no use to anybody else.
    /// </summary>
    public bool TryGoOn(ChannelConnection connection)
    {
        if (_fingerprint is null || connection.RemoteFingerprint != _fingerprint || !_renewals.Writer.TryWrite(connection))
        {
            return false;
        }

        Connection.Discard();
        return true;
    }

    public override void InputEnded() => _toSend.Set();

    public override void OutputFailed()
    {
        lock (_lock)
        {
            _pipe.Incoming.Break();
            _pipe.Outgoing.Stop();
        }

        _toSend.Set();
    }

    public override void Leave(string reason)
    {
        lock (_lock)
        {
            _isLeaving = true;
            _pipe.Leave(reason);
        }

        _toSend.Set();
        _left.Cancel();
    }

    /// <summary>It has taken nothing for too long.</summary>
    public void Drop()
    {
        _around.Logger.MemberDropped(Name, _around.Members.Patience.TotalSeconds);
        _isDropped = true;
        Connection.Discard();
    }

    public override void Dispose()
    {
        _around.Input.Tape.Grew -= _toSend.Set;
        _pipe.Dispose();
        _over.Dispose();
        _left.Dispose();
    }

    private bool IsLeft
    {
        get
        {
            lock (_lock) return _isLeaving || _pipe.RemoteLeft is not null;
        }
    }

    /// <summary>Talks over a connection until its channel is over; how that ended.</summary>
    private async Task<RtcChannelClosure> RunOnAsync(ChannelConnection connection)
    {
        var channel = connection.Channel!;
        lock (_lock) _pipe.Attach();
        using var gone = new CancellationTokenSource();
        var sending = SendAsync(channel, connection.MaxMessageSize, gone.Token);
        while (await channel.WaitToReadAsync())
        {
            while (channel.TryRead(out var message))
            {
                Receive(message);
            }
        }

        lock (_lock) _pipe.Detach();
        await gone.CancelAsync();
        await sending;
        return await channel.Closed;
    }

    private void Receive(in RtcMessage message)
    {
        PipeFrame? frame = null;
        var isGood = !message.IsText || PipeWire.TryRead(message.Data, out frame);
        lock (_lock)
        {
            if (!isGood || !((message.IsText ? frame : new PipeFrame.Data(message.Data)) is not { } known || _pipe.Receive(known)))
            {
                _isLeaving = true;
                _pipe.Leave("what the other end says makes no sense");
            }
        }

        _toWrite.Set();
        if (message.IsText)
        {
            _toSend.Set();
        }
    }

    private async Task SendAsync(RtcDataChannel channel, int maxMessageSize, CancellationToken gone)
    {
        var maxSize = Math.Min(maxMessageSize, 64 * 1024);
        try
        {
            _toSend.Set();
            while (await _toSend.WaitAsync(gone))
            {
                while (TryNext(maxSize, out var frame))
                {
                    await (frame is PipeFrame.Data data
                        ? channel.SendAsync(data.Bytes, gone)
                        : channel.SendTextAsync(PipeWire.Write(frame), gone));
                }

                if (IsOver)
                {
                    Stats = Connection.GetStats();
                    await channel.CloseAsync(gone);
                    return;
                }
            }
        }
        catch (Exception e) when (e is RtcConnectionException or OperationCanceledException)
        {
            // Whoever receives learns of it as well.
        }
    }

    private bool IsOver
    {
        get
        {
            lock (_lock) return _pipe.IsOver;
        }
    }

    private bool TryNext(int maxSize, out PipeFrame frame)
    {
        lock (_lock)
        {
            var isThere = _pipe.TryNext(maxSize, out var next);
            frame = next!;
            return isThere;
        }
    }

    /// <summary>Writes what has come to stdout, and then decides whether we have more to say.</summary>
    private async Task WriteAsync()
    {
        StreamOutput? output = null;
        var isEnded = false;
        while (await _toWrite.WaitAsync() && !isEnded)
        {
            while (TryTake(out var bytes))
            {
                output ??= _around.OutputFor(Name, _pipe.Framing!.Value);
                Written(await output.AddAsync(bytes));
            }

            Written(output is null ? 0 : await output.FlushAsync());
            if (isEnded = IsAllTaken)
            {
                Written(output is null ? 0 : await output.EndAsync());
                _deciding = DecideAsync();
            }
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> bytes)
    {
        lock (_lock) return _pipe.Incoming.TryTake(out bytes);
    }

    private bool IsAllTaken
    {
        get
        {
            lock (_lock) return _pipe.Incoming is { End: { } end } incoming && incoming.Taken == end.Count;
        }
    }

    private void Written(int count)
    {
        if (count > 0 && !_around.Output.Failed.IsCompleted)
        {
            lock (_lock) _pipe.Incoming.Written(count);
            _toSend.Set();
        }
    }

    /// <summary>The other end has said all: so have we, unless there is more to come from our stdin.</summary>
    private async Task DecideAsync()
    {
        _toSend.Set();
        if (_pipe.Incoming.End is { Waits: false } && !await _around.Input.HoldsAsync(_over.Token))
        {
            lock (_lock) _pipe.Outgoing.Stop();
            _toSend.Set();
        }
    }

    /// <summary>Waits for another connection; false where none came in time.</summary>
    private async Task<bool> RenewAsync()
    {
        var limit = _around.Options.ResumeFor - Connection.PathLostFor;
        if (limit <= TimeSpan.Zero || Connection.Dismissed.IsCancellationRequested)
        {
            return false;
        }

        _around.Logger.WaitsForConnection(await Connection.ReasonAsync(ReasonTimeout) ?? "the channel ended without being closed");
        await _around.Renew(Connection);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(_left.Token, Connection.Dismissed);
        late.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
        try
        {
            Connection = await _renewals.Reader.ReadAsync(late.Token);
            _around.Logger.GoesOn(_pipe.Incoming.Received);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Files.Sending;

/// <summary>
/// Sends files over an open connection, several at a time. More are announced than are on their way, and the more the
/// sooner the receiver answers, so that many small files do not cost a round trip each.
/// </summary>
internal sealed class SendRun : IDisposable
{
    private const int FirstAnnounced = 4;

    /// <summary>Half of what the relay's page takes at a time.</summary>
    private const int MaxAnnounced = 32;

    private const int MaxOnTheirWay = 4;
    private const int MaxComplaints = 10;

    private readonly ChannelConnection _connection;
    private readonly RtcDataChannel _chat;
    private readonly SourceFiles _files;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<(string Name, string Reason)> _complaints = [];
    private readonly SemaphoreSlim _places = new(FirstAnnounced);
    private readonly SemaphoreSlim _turns = new(MaxOnTheirWay);
    private int _maxAnnounced = FirstAnnounced;

    public SendRun(ChannelConnection connection, SourceFiles files, ILogger logger)
    {
        _connection = connection;
        _chat = connection.Channel ?? throw new ArgumentException("The channel is not open.", nameof(connection));
        _files = files;
        _logger = logger;
        foreach (var file in files.Files)
        {
            Tally.Expect(file.Announced.Size);
        }
    }

    public TransferTally Tally { get; } = new();

    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var listening = ListenAsync();
        var unsent = await SendAllAsync(cancellationToken);
        for (; unsent > 0; unsent--)
        {
            Tally.Fail();
        }

        if (_chat.ReadyState == RtcDataChannelState.Open)
        {
            try
            {
                await _chat.CloseAsync(cancellationToken);
            }
            catch (RtcConnectionException)
            {
                // What it means depends on what was confirmed before.
            }
        }

        await listening.WaitAsync(cancellationToken);
        if (Tally.FailedFiles == 0)
        {
            return ExitCode.Done;
        }

        return await _chat.Closed == RtcChannelClosure.Clean ? ExitCode.FilesFailed : ExitCode.ConnectionLost;
    }

    /// <summary>Tells what became of the files. Not while progress is shown, which would wipe it away.</summary>
    public void Tell(ExitCode code)
    {
        foreach (var (index, (name, reason)) in _complaints.Index())
        {
            _logger.FileNotSent(index < MaxComplaints ? LogLevel.Error : LogLevel.Debug, name, reason);
        }

        _logger.FilesDone(new TransferSummary("sent", Tally));
        if (code == ExitCode.ConnectionLost)
        {
            _logger.ReceiverLeft();
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _turns.Dispose();
    }

    /// <summary>Sends all files; how many did not even begin, since the other end is gone.</summary>
    private async Task<int> SendAllAsync(CancellationToken cancellationToken)
    {
        var sending = new List<Task>();
        try
        {
            foreach (var file in _files.Files)
            {
                await Task.WhenAny(_places.WaitAsync(cancellationToken), _chat.Closed);
                cancellationToken.ThrowIfCancellationRequested();
                if (_chat.ReadyState != RtcDataChannelState.Open)
                {
                    break;
                }

                sending.Add(SendAsync(file, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(sending);
        }

        return _files.Files.Count - sending.Count;
    }

    private async Task SendAsync(SourceFile file, CancellationToken cancellationToken)
    {
        var (end, bytes) = await TrySendAsync(file, cancellationToken);
        if (end.Kind == TransferEndKind.Whole)
        {
            _logger.FileSent(file.Announced.Name, bytes);
            Tally.Complete(bytes);
            if (Interlocked.Increment(ref _maxAnnounced) <= MaxAnnounced)
            {
                _places.Release();
            }
        }
        else
        {
            Tally.Fail();
            _complaints.Enqueue((file.Announced.Name, end.Reason));
        }

        _places.Release();
    }

    private async Task<(TransferEnd End, long Bytes)> TrySendAsync(SourceFile file, CancellationToken cancellationToken)
    {
        RtcDataChannel channel;
        try
        {
            channel = _connection.Open(FileMessage.Label, FileMessage.ProtocolName);
        }
        catch (InvalidOperationException)
        {
            return (new TransferEnd(TransferEndKind.Broken, "the connection has ended"), 0);
        }

        var sending = new FileSending(file, channel, _connection.MaxMessageSize, _turns, Tally);
        var end = await sending.RunAsync(cancellationToken);
        try
        {
            await channel.CloseAsync(cancellationToken);
        }
        catch (RtcConnectionException)
        {
            // It went with the connection.
        }

        return (end, sending.Bytes);
    }

    /// <summary>What is said in the chat has nobody to read it; unread, it would hold up the answers to the files.</summary>
    private async Task ListenAsync()
    {
        await foreach (var _ in _chat.ReadAllAsync())
        {
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using RtcPeer.WebRtc.Channels;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// A stream of messages in both directions (W3C WebRTC, RTCDataChannel). Sending may be done from any thread, reading
/// from one at a time. What is not read closes the window through which the other end sends.
/// </summary>
public sealed class RtcDataChannel
{
    private readonly RtcPeerConnection _connection;
    private readonly DataChannel _channel;
    private readonly ReceivedMessages _received;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RtcChannelClosure> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RtcDataChannel(RtcPeerConnection connection, DataChannel channel, bool runsInline)
    {
        _received = new ReceivedMessages(runsInline);
        _connection = connection;
        _channel = channel;
    }

    /// <summary>The name given by the end that created it.</summary>
    public string Label => _channel.Label;

    /// <summary>The subprotocol given by the end that created it; empty for none.</summary>
    public string Protocol => _channel.Protocol;

    /// <summary>The SCTP stream; null until the connection's DTLS role decides it (RFC 8832 section 6).</summary>
    public ushort? Id => _channel.Id;

    /// <summary>Whether messages arrive in the order they were sent in.</summary>
    public bool Ordered => _channel.Ordered;

    /// <summary>How often a lost message is sent again; null for no limit.</summary>
    public ushort? MaxRetransmits => _channel.MaxRetransmits;

    /// <summary>For how long a message is tried, in ms; null for no limit.</summary>
    public ushort? MaxPacketLifeTime => (ushort?)_channel.MaxPacketLifeTime?.TotalMilliseconds;

    /// <summary>Whether both ends created it themselves.</summary>
    public bool Negotiated => _channel.Negotiated;

    /// <summary>The channel's state.</summary>
    public RtcDataChannelState ReadyState => (RtcDataChannelState)_channel.State;

    /// <summary>Completes when the channel is open; faults with <see cref="RtcConnectionException"/> when it cannot open any more.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes when the channel is over, with the manner of its end. It never faults.</summary>
    public Task<RtcChannelClosure> Closed => _closed.Task;

    /// <summary>Bytes accepted and not yet put on the wire.</summary>
    public long BufferedAmount => _connection.BufferedAmountOf(_channel);

    /// <summary>Sends a string as UTF-8, waiting for room where there is none.</summary>
    /// <param name="text">The message.</param>
    /// <param name="cancellationToken">Ends the waiting; the message is then not sent.</param>
    /// <exception cref="RtcMessageTooLargeException">The other end does not accept a message of that size.</exception>
    /// <exception cref="RtcConnectionException">The channel is closing or closed.</exception>
    public ValueTask SendAsync(string text, CancellationToken cancellationToken = default) =>
        SendTextAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Sends a string given as UTF-8, waiting for room where there is none.</summary>
    /// <inheritdoc cref="SendAsync(string, CancellationToken)"/>
    /// <param name="utf8">The message; borrowed until the returned task is complete.</param>
    /// <param name="cancellationToken">Ends the waiting; the message is then not sent.</param>
    public ValueTask SendTextAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken = default) =>
        SendAsync(utf8, isText: true, cancellationToken);

    /// <summary>Sends binary data, waiting for room where there is none.</summary>
    /// <inheritdoc cref="SendAsync(string, CancellationToken)"/>
    /// <param name="data">The message; borrowed until the returned task is complete.</param>
    /// <param name="cancellationToken">Ends the waiting; the message is then not sent.</param>
    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        SendAsync(data, isText: false, cancellationToken);

    /// <summary>Takes the next received message, if there is one.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRead(out RtcMessage message)
    {
        if (!_received.TryRead(out message)) return false;
        _connection.Consume(message.WindowBytes);
        return true;
    }

    /// <summary>Waits for a received message.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the channel is over and everything was read.</returns>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        _received.WaitToReadAsync(cancellationToken);

    /// <summary>The received messages, to the channel's end.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The messages as they arrive.</returns>
    public async IAsyncEnumerable<RtcMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (TryRead(out var message)) yield return message;
        }
    }

    /// <summary>
    /// Closes the channel (RFC 8831 section 6.7): everything that was sent is acknowledged by the other end first, then
    /// the stream is reset in both directions. Another end that never does its part keeps this waiting for as long as the
    /// connection lasts: whoever does not trust it gives a token, and then ends the connection.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting, not the closing.</param>
    /// <exception cref="RtcConnectionException">The connection ended before that.</exception>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        _connection.CloseDataChannel(_channel);
        var closure = await Closed.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (closure != RtcChannelClosure.Clean) throw _connection.NotOpen();
    }

    internal void OnOpened() => _opened.TrySetResult();

    /// <summary>Adds a message, and tells who is to be woken for it.</summary>
    internal IWaiter OnMessage(in DataChannelEvent received)
    {
        _received.Add(new RtcMessage(received.IsText, received.Payload, received.WindowBytes));
        return _received;
    }

    internal void OnClosed(RtcChannelClosure closure)
    {
        if (!_opened.Task.IsCompleted && _opened.TrySetException(_connection.NotOpen())) _ = _opened.Task.Exception;
        _received.Complete();
        _received.Wake(mayRunHere: false);
        _closed.TrySetResult(closure);
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> data, bool isText, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _connection.TrySend(_channel, isText, data.Span, out var room)
            ? ValueTask.CompletedTask
            : SendWhenRoomAsync(room, data, isText, cancellationToken);
    }

    private async ValueTask SendWhenRoomAsync(Task room, ReadOnlyMemory<byte> data, bool isText, CancellationToken cancellationToken)
    {
        do await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        while (!_connection.TrySend(_channel, isText, data.Span, out room));
    }
}

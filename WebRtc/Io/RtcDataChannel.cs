namespace RtcPeer.WebRtc.Io;

/// <summary>A stream of messages in both directions (W3C WebRTC, RTCDataChannel).</summary>
public sealed class RtcDataChannel
{
    internal RtcDataChannel() => throw new NotImplementedException();

    /// <summary>The name given by the end that created it.</summary>
    public string Label => throw new NotImplementedException();

    /// <summary>The subprotocol given by the end that created it.</summary>
    public string Protocol => throw new NotImplementedException();

    /// <summary>The SCTP stream, known once the connection's DTLS role is.</summary>
    public ushort? Id => throw new NotImplementedException();

    /// <summary>Whether messages arrive in the order they were sent in.</summary>
    public bool Ordered => throw new NotImplementedException();

    /// <summary>The channel's state.</summary>
    public RtcDataChannelState ReadyState => throw new NotImplementedException();

    /// <summary>Completes when the channel is open; faults with <see cref="RtcConnectionException"/> when it cannot open any more.</summary>
    public Task Opened => throw new NotImplementedException();

    /// <summary>Completes when the channel is over, with the manner of its end.</summary>
    public Task<RtcChannelClosure> Closed => throw new NotImplementedException();

    /// <summary>Bytes accepted and not yet put on the wire.</summary>
    public long BufferedAmount => throw new NotImplementedException();

    /// <summary>Sends a string, waiting for room where there is none.</summary>
    public ValueTask SendAsync(string text, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Sends binary data, waiting for room where there is none.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Sends a string given as UTF-8, waiting for room where there is none.</summary>
    public ValueTask SendTextAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Takes the next received message, if there is one.</summary>
    public bool TryRead(out RtcMessage message) => throw new NotImplementedException();

    /// <summary>Waits for a received message; false when the channel is over and all was read.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The received messages, to the channel's end.</summary>
    public IAsyncEnumerable<RtcMessage> ReadAllAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Closes the channel: all that was sent is acknowledged by the other end first.</summary>
    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
